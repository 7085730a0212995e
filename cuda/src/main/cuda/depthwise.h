// Convolutions whose groups have one channel each (depthwise), channels-last: bound by memory, so every thread makes a few neighbouring channels of a pixel.
//
// Legend: N batch, H and W height and width of the input, C its channels, K = C M filters (M per channel), R and S height and width of a filter, P and Q of the
// result.
//
//   y[n, p, q, k]  = bias[k] + sum over r, s of x[n, p stride - padding + r dilation, ..., k / M] w[r, s, k]
//   dx[n, h, w, c] = sum over the filters k of c, r, s of dy[n, p, q, k] w[r, s, k], where p stride - padding + r dilation = h
//
// Weights are float32 in the order [r, s, k], rounded to the type of the images; sums are float32.
#pragma once
#include "convolution_axis.h"
#include "elements.h"

struct DepthwiseArguments {
    const void* x; // the input; dy for the gradient of the data
    const float* w;
    void* y;
    const float* bias; // or null
    int batch, height, width, channels;            // of x
    int resultHeight, resultWidth, resultChannels; // of y
    int kernelHeight, kernelWidth, strideHeight, strideWidth, paddingHeight, paddingWidth, dilationHeight, dilationWidth;
    int multiplier; // M
    int backward;
};

struct Bfloat16Images {
    typedef bf16 T;
    static __device__ __forceinline__ float load(T x) { return bf2f(x); }
    static __device__ __forceinline__ T store(float x) { return f2bf(x); }
};
struct Float16Images {
    typedef f16 T;
    static __device__ __forceinline__ float load(T x) { return half2f(x); }
    static __device__ __forceinline__ T store(float x) { return f2half(x); }
};
struct Float32Images {
    typedef float T;
    static __device__ __forceinline__ float load(T x) { return x; }
    static __device__ __forceinline__ T store(float x) { return x; }
};

// V neighbouring channels in one access of V elements.
template <class T, int V>
struct alignas(sizeof(T) * V) Channels {
    T at[V];
};

// Grid: x (pixels of a residue times groups of V channels, these the fastest), z residues of the gradient's positions (see Axis).
template <class IMAGES, int V>
__device__ __forceinline__ void depthwise(const DepthwiseArguments& a) {
    typedef Channels<typename IMAGES::T, V> Several;
    Axis down, across;
    if (a.backward) {
        int residue = blockIdx.z;
        down = backwardAxis(residue / a.strideWidth, a.strideHeight, a.paddingHeight, a.dilationHeight, a.kernelHeight, a.resultHeight);
        across = backwardAxis(residue % a.strideWidth, a.strideWidth, a.paddingWidth, a.dilationWidth, a.kernelWidth, a.resultWidth);
    } else {
        down = forwardAxis(a.strideHeight, a.paddingHeight, a.dilationHeight, a.kernelHeight, a.resultHeight);
        across = forwardAxis(a.strideWidth, a.paddingWidth, a.dilationWidth, a.kernelWidth, a.resultWidth);
    }
    int chunks = a.resultChannels / V;
    long long item = (long long)blockIdx.x * blockDim.x + threadIdx.x;
    if (item >= (long long)a.batch * down.resultCount * across.resultCount * chunks) return;
    int pixel = (int)(item / chunks), channel = (int)(item % chunks) * V;
    int image = pixel / across.resultCount, n = image / down.resultCount;
    int i = image - n * down.resultCount, j = pixel - image * across.resultCount;
    int h0 = i * down.scale + down.origin, w0 = j * across.scale + across.origin;
    // With M filters per channel (V is 1 then) a result reads one channel forward, and M of them backward.
    int filters = a.backward ? a.channels : a.resultChannels, from = a.backward ? channel * a.multiplier : channel / a.multiplier;
    int filter = a.backward ? from : channel;
    float sum[V];
#pragma unroll
    for (int e = 0; e < V; e++) sum[e] = a.bias == nullptr ? 0.f : a.bias[channel + e];
    for (int r = 0; r < down.taps; r++) {
        int h = h0 + r * down.move;
        if ((unsigned)h >= (unsigned)a.height) continue;
        for (int s = 0; s < across.taps; s++) {
            int w = w0 + s * across.move;
            if ((unsigned)w >= (unsigned)a.width) continue;
            int tap = (down.first + r * down.step) * a.kernelWidth + across.first + s * across.step;
            const typename IMAGES::T* x = (const typename IMAGES::T*)a.x + ((long long)(n * a.height + h) * a.width + w) * a.channels + from;
            const float* weights = a.w + (long long)tap * filters + filter;
            if (V == 1) {
                for (int m = 0; m < (a.backward ? a.multiplier : 1); m++) sum[0] = fmaf(IMAGES::load(x[m]), weights[m], sum[0]);
            } else {
                Several values = *(const Several*)x;
                Channels<float, V> factors = *(const Channels<float, V>*)weights;
#pragma unroll
                for (int e = 0; e < V; e++) sum[e] = fmaf(IMAGES::load(values.at[e]), factors.at[e], sum[e]);
            }
        }
    }
    Several result;
#pragma unroll
    for (int e = 0; e < V; e++) result.at[e] = IMAGES::store(sum[e]);
    int p = down.resultFirst + i * down.resultStep, q = across.resultFirst + j * across.resultStep;
    *(Several*)((typename IMAGES::T*)a.y + ((long long)(n * a.resultHeight + p) * a.resultWidth + q) * a.resultChannels + channel) = result;
}

// Gradient of the weights: parts [splits, R S, K] = sum over `perSplit` pixels of dy[n, p, q, k] x[n, p stride - padding + r dilation, ..., k / M]; TAPS taps are
// summed at a time, for which dy is read once. Blocks of 256: `lanes` threads across channels, the others across pixels, whose sums are added in their
// order. Grid: x lanes of V channels, y taps / TAPS, z splits.
struct DepthwiseWeightsArguments {
    const void* x;
    const void* dy;
    float* parts;
    int batch, height, width, channels, resultHeight, resultWidth, filters;
    int kernelHeight, kernelWidth, strideHeight, strideWidth, paddingHeight, paddingWidth, dilationHeight, dilationWidth;
    int multiplier, lanes, perSplit;
};

template <class IMAGES, int V, int TAPS>
__device__ __forceinline__ void depthwiseWeights(const DepthwiseWeightsArguments& a, float (*partial)[256]) {
    typedef Channels<typename IMAGES::T, V> Several;
    int lane = threadIdx.x % a.lanes, row = threadIdx.x / a.lanes, rows = 256 / a.lanes;
    int filter = (blockIdx.x * a.lanes + lane) * V, taps = a.kernelHeight * a.kernelWidth, firstTap = blockIdx.y * TAPS;
    int pixels = a.batch * a.resultHeight * a.resultWidth, first = blockIdx.z * a.perSplit, last = min(pixels, first + a.perSplit);
    float sum[TAPS][V];
#pragma unroll
    for (int t = 0; t < TAPS; t++)
#pragma unroll
        for (int e = 0; e < V; e++) sum[t][e] = 0;
    for (int pixel = first + row; pixel < last && filter < a.filters; pixel += rows) {
        int image = pixel / a.resultWidth, n = image / a.resultHeight;
        int h0 = (image - n * a.resultHeight) * a.strideHeight - a.paddingHeight, w0 = (pixel - image * a.resultWidth) * a.strideWidth - a.paddingWidth;
        Several dy = *(const Several*)((const typename IMAGES::T*)a.dy + (long long)pixel * a.filters + filter);
#pragma unroll
        for (int t = 0; t < TAPS; t++) {
            int tap = firstTap + t, h = h0 + tap / a.kernelWidth * a.dilationHeight, w = w0 + tap % a.kernelWidth * a.dilationWidth;
            if (tap < taps && (unsigned)h < (unsigned)a.height && (unsigned)w < (unsigned)a.width) {
                Several x = *(const Several*)((const typename IMAGES::T*)a.x + ((long long)(n * a.height + h) * a.width + w) * a.channels + filter / a.multiplier);
#pragma unroll
                for (int e = 0; e < V; e++) sum[t][e] = fmaf(IMAGES::load(dy.at[e]), IMAGES::load(x.at[e]), sum[t][e]);
            }
        }
    }
#pragma unroll
    for (int t = 0; t < TAPS; t++) {
#pragma unroll
        for (int e = 0; e < V; e++) partial[e][threadIdx.x] = sum[t][e];
        __syncthreads();
        if (row == 0 && filter < a.filters && firstTap + t < taps) {
#pragma unroll
            for (int e = 0; e < V; e++) {
                float all = 0;
                for (int i = 0; i < rows; i++) all += partial[e][i * a.lanes + lane];
                a.parts[((long long)blockIdx.z * taps + firstTap + t) * a.filters + filter + e] = all;
            }
        }
        __syncthreads();
    }
}
