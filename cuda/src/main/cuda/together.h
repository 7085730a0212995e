// What threads make of one value of each.
#pragma once
#include "kernel.h"

// Of a and b the larger one, NaN if one is.
struct Larger {
    template <class V>
    __device__ __forceinline__ V operator()(V a, V b) const { return b > a || b != b ? b : a; }
};

struct Sum {
    template <class V>
    __device__ __forceinline__ V operator()(V a, V b) const { return a + b; }
};

// What the threads of a row make of their values: a warp, or with BLOCK a whole block.
template <bool BLOCK, class V, class Op>
__device__ inline V together(V value, Op op, V* shared) {
    for (int distance = 16; distance > 0; distance /= 2) value = op(value, __shfl_xor_sync(0xffffffffu, value, distance));
    if (!BLOCK) return value;
    if ((threadIdx.x & 31) == 0) shared[threadIdx.x / 32] = value;
    __syncthreads();
    value = shared[0];
    for (unsigned warp = 1; warp < blockDim.x / 32; warp++) value = op(value, shared[warp]);
    __syncthreads();
    return value;
}
