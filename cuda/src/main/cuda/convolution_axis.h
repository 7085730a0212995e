// One axis of a convolution, as both the forward pass and the gradient of the data see it: result i takes input i * scale + origin + j * move through
// tap first + j * step of the filter, for j = 0 .. taps - 1.
//
// Forward: scale = stride, move = dilation, origin = -padding, all taps.
// The gradient of the data with respect to position h is a sum over the taps r with (h + padding - r dilation) divisible by the stride. Which these are depends
// on h modulo stride alone, so that the positions of one residue form a convolution without stride over every (stride / gcd(stride, dilation))-th tap.
#pragma once
#include "kernel.h"

struct Axis {
    int scale, move, origin;                  // of the input
    int first, step, taps;                    // of the filter
    int resultFirst, resultStep, resultCount; // positions of results: resultFirst + i * resultStep
};

__device__ __forceinline__ Axis forwardAxis(int stride, int padding, int dilation, int taps, int results) {
    return {stride, dilation, -padding, 0, 1, taps, 0, 1, results};
}

__device__ __forceinline__ Axis backwardAxis(int residue, int stride, int padding, int dilation, int taps, int results) {
    int divisor = stride;
    for (int rest = dilation; rest != 0;) {
        int next = divisor % rest;
        divisor = rest;
        rest = next;
    }
    int step = stride / divisor, first = 0;
    while (first < step && (residue + padding - first * dilation) % stride != 0) first++;
    bool any = first < step && first < taps;
    return {1,
            -(dilation / divisor),
            any ? (residue + padding - first * dilation) / stride : 0,
            first,
            step,
            any ? (taps - first + step - 1) / step : 0,
            residue,
            stride,
            results > residue ? (results - residue + stride - 1) / stride : 0};
}
