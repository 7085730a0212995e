// A slab: the part of one operand that a block multiplies in one step, in shared memory.
//
// Legend: R a row of the operand (a row of the first factor, a column of the second), k the dimension summed over.
// A step covers 128 bytes along k for every row, which is 64 half-precision or 32 single-precision elements.
//
// An operand lies in memory with either its elements along k adjacent (order K) or those along R (order R); the slab keeps that order, since
// ldmatrix transposes for nothing. It consists of lines (order K: one per row, order R: one per k) of chunks of 16 bytes, the unit of cp.async.
//
// The chunks of a line are turned by an exclusive or with the line's number, so that a warp's accesses meet all 32 banks: the eight rows that an
// ldmatrix reads lie in eight different chunks, and so do the four k of a single-precision fragment in order R.
#pragma once
#include "kernel.h"

template <class T, int ROWS, bool ALONG_K>
struct Slab {
    static constexpr int CHUNK = 16 / (int)sizeof(T);  // elements
    static constexpr int DEPTH = 128 / (int)sizeof(T); // elements along k
    static constexpr int LINES = ALONG_K ? ROWS : DEPTH;
    static constexpr int CHUNKS = ALONG_K ? 8 : ROWS / CHUNK;
    static constexpr int BYTES = ROWS * 128;

    static __device__ __forceinline__ int at(int line, int chunk) {
        int turn = ALONG_K || sizeof(T) == 2 ? line & 7 : (line & 3) << 1;
        return (line * CHUNKS + (chunk ^ turn)) * 16;
    }
};

// How a block of THREADS fills a slab: each thread keeps to one chunk of the lines first, first + PITCH, ...
template <class S, int THREADS>
struct Filling {
    static constexpr int PITCH = THREADS / S::CHUNKS;
    static constexpr int COUNT = S::LINES / PITCH;
    static_assert(THREADS % S::CHUNKS == 0 && S::LINES % PITCH == 0, "each thread fills the same number of chunks");

    static __device__ __forceinline__ int chunk() { return threadIdx.x % S::CHUNKS; }
    static __device__ __forceinline__ int line(int i) { return threadIdx.x / S::CHUNKS + i * PITCH; }
};

// The tile of results on its way out, float32 in the memory of the slabs; turned for the same reason.
template <int COLUMNS>
struct Staging {
    static __device__ __forceinline__ int at(int row, int column) {
        return row * COLUMNS + (((column >> 2) ^ ((row & 3) << 1)) << 2) + (column & 3);
    }
};
