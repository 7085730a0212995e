// Channels-last images as a matrix, and arrays of one number for each channel.
#pragma once
#include "packs.h"

// Images [N, H, W, C] as a matrix of N H W rows and C columns. Each block takes a slab of rows (blockIdx.x) of a tile of columns
// (blockIdx.y). `lanes` of its threads, a power of 2, stand side by side, each with its own pack of columns; the others
// stand below them, so that a block walks through a slab by `lines` rows at a time. As Tiles.java.
struct Tiles {
    long long rows, slab;
    int channels, lanes;
    int packed, unused;
};

// Where a thread stands in its tile.
template <int W>
struct Place {
    int lane, line, lines;
    int column; // its first channel, which may be beyond the last
    long long row, end; // its first row, and where the slab ends
    long long count; // its rows, a line apart

    __device__ explicit Place(const Tiles& tiles) {
        lane = threadIdx.x & (tiles.lanes - 1);
        line = threadIdx.x / tiles.lanes;
        lines = blockDim.x / tiles.lanes;
        column = (blockIdx.y * tiles.lanes + lane) * W;
        long long begin = blockIdx.x * tiles.slab;
        row = begin + line;
        end = min(begin + tiles.slab, tiles.rows);
        count = column < tiles.channels ? rowsOf(line, end - begin) : 0;
    }

    // How many of a slab's rows the threads of a line have.
    __device__ long long rowsOf(int which, long long slab) const { return slab <= which ? 0 : (slab - which + lines - 1) / lines; }
};

// An array of one dimension, of any floating type.
struct Line {
    void* data;
    long long stride;
    int dtype, unused;

    template <class V>
    __device__ V get(long long i) const {
        switch (dtype) {
            case FLOAT16: return (V)half2f(((const f16*)data)[i * stride]);
            case BFLOAT16: return (V)bf2f(((const bf16*)data)[i * stride]);
            case FLOAT32: return (V)((const float*)data)[i * stride];
            default: return (V)((const double*)data)[i * stride];
        }
    }
    template <class V>
    __device__ void set(long long i, V value) const {
        switch (dtype) {
            case FLOAT16: ((f16*)data)[i * stride] = f2half((float)value); break;
            case BFLOAT16: ((bf16*)data)[i * stride] = f2bf((float)value); break;
            case FLOAT32: ((float*)data)[i * stride] = (float)value; break;
            default: ((double*)data)[i * stride] = (double)value;
        }
    }
    // What becomes of a value that is stored here.
    template <class V>
    __device__ V rounded(V value) const {
        switch (dtype) {
            case FLOAT16: return (V)half2f(f2half((float)value));
            case BFLOAT16: return (V)bf2f(f2bf((float)value));
            case FLOAT32: return (V)(float)value;
            default: return value;
        }
    }
};

__device__ __forceinline__ float fused(float a, float b, float c) { return fmaf(a, b, c); }
__device__ __forceinline__ double fused(double a, double b, double c) { return fma(a, b, c); }

// The normalised x, computed in one way wherever the sign of the result must be the same.
template <class V>
__device__ __forceinline__ V normalized(V x, V mean, V factor, V shift) {
    return fused(x - mean, factor, shift);
}
