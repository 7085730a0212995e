// Arrays as kernels see them: elements of any type, at any strides, in the order of a loop that they share.
#pragma once
#include "kernel.h"

// As in Codes.java.
enum : int { BOOL, UINT8, INT8, INT16, INT32, INT64, FLOAT16, BFLOAT16, FLOAT32, FLOAT64 };

// At most as many dimensions has a loop; neighbours that can be walked through as one were joined before.
constexpr int DIMS = 6;

// An array without its sizes: where its first element lies and how many elements lie between neighbours of a dimension.
struct Operand {
    void* data;
    long long strides[DIMS];
    int dtype;
    int unused;
};

// What the arrays of a kernel share: the last dimension is the innermost; sizes before `dims` are set.
struct Loop {
    long long count;
    long long sizes[DIMS];
    int dims;
    int unused;
};

// The numbers of the elements to come in a loop over all threads of the grid.
#define FOR_EACH(i, count) \
    for (long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x; i < (count); i += (long long)gridDim.x * blockDim.x)

// Position of element i of the loop in each of K operands. Sizes below 2^31 are divided in 32 bits, which is much faster.
template <int K>
__device__ inline void locate(const Loop& loop, const Operand (&operands)[K], long long i, long long (&at)[K]) {
    for (int k = 0; k < K; k++) at[k] = 0;
    if (loop.count <= 0x7fffffff) {
        unsigned rest = (unsigned)i;
        for (int d = loop.dims - 1; d > 0; d--) {
            unsigned size = (unsigned)loop.sizes[d], quotient = rest / size, index = rest - quotient * size;
            for (int k = 0; k < K; k++) at[k] += index * operands[k].strides[d];
            rest = quotient;
        }
        for (int k = 0; k < K; k++) at[k] += rest * operands[k].strides[0];
    } else {
        long long rest = i;
        for (int d = loop.dims - 1; d > 0; d--) {
            long long quotient = rest / loop.sizes[d], index = rest - quotient * loop.sizes[d];
            for (int k = 0; k < K; k++) at[k] += index * operands[k].strides[d];
            rest = quotient;
        }
        for (int k = 0; k < K; k++) at[k] += rest * operands[k].strides[0];
    }
}

// Conversions as Java's: towards zero, out of range to the nearest, NaN to 0.
__device__ inline long long toLong(double value) {
    if (!(value == value)) return 0;
    if (value >= 9223372036854775807.0) return 0x7fffffffffffffffll;
    if (value <= -9223372036854775808.0) return -0x7fffffffffffffffll - 1;
    return (long long)value;
}
__device__ inline long long toLong(float value) { return toLong((double)value); }
__device__ inline long long toLong(long long value) { return value; }

// Element i of an array as a V: float, double or long long, none of which computes less exactly than its caller wants.
template <class V>
__device__ inline V load(const void* data, int dtype, long long i) {
    switch (dtype) {
        case BOOL: return (V)(((const unsigned char*)data)[i] != 0);
        case UINT8: return (V)((const unsigned char*)data)[i];
        case INT8: return (V)((const signed char*)data)[i];
        case INT16: return (V)((const short*)data)[i];
        case INT32: return (V)((const int*)data)[i];
        case INT64: return (V)((const long long*)data)[i];
        case FLOAT16: return (V)half2f(((const unsigned short*)data)[i]);
        case BFLOAT16: return (V)bf2f(((const bf16*)data)[i]);
        case FLOAT32: return (V)((const float*)data)[i];
        default: return (V)((const double*)data)[i];
    }
}

// Rounds a value to the element type: to the nearest floating number (half precisions by way of float32), towards zero to an
// integer, whose upper bits are dropped; of truth values everything but 0 is true.
template <class V>
__device__ inline void store(void* data, int dtype, long long i, V value) {
    switch (dtype) {
        case BOOL: ((unsigned char*)data)[i] = value != 0; break;
        case UINT8:
        case INT8: ((unsigned char*)data)[i] = (unsigned char)toLong(value); break;
        case INT16: ((unsigned short*)data)[i] = (unsigned short)toLong(value); break;
        case INT32: ((unsigned*)data)[i] = (unsigned)toLong(value); break;
        case INT64: ((long long*)data)[i] = toLong(value); break;
        case FLOAT16: ((unsigned short*)data)[i] = f2half((float)value); break;
        case BFLOAT16: ((bf16*)data)[i] = f2bf((float)value); break;
        case FLOAT32: ((float*)data)[i] = (float)value; break;
        default: ((double*)data)[i] = (double)value;
    }
}
