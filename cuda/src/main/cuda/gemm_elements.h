// Elements by the code of their type (the order of DType): what the kernels around the products read and write.
#pragma once
#include "kernel.h"

__device__ __forceinline__ double loadReal(const void* p, long long i, int type) {
    switch (type) {
        case 6: return half2f(((const f16*)p)[i]);
        case 7: return bf2f(((const bf16*)p)[i]);
        case 8: return ((const float*)p)[i];
        default: return ((const double*)p)[i];
    }
}

// Rounded to half precision by way of float32, as every half-precision result is.
__device__ __forceinline__ void storeReal(void* p, long long i, int type, double value) {
    switch (type) {
        case 6: ((f16*)p)[i] = f2half((float)value); break;
        case 7: ((bf16*)p)[i] = f2bf((float)value); break;
        case 8: ((float*)p)[i] = (float)value; break;
        default: ((double*)p)[i] = value;
    }
}

__device__ __forceinline__ float loadFloat(const void* p, long long i, int type) {
    return type == 8 ? ((const float*)p)[i] : type == 7 ? bf2f(((const bf16*)p)[i]) : half2f(((const f16*)p)[i]);
}

__device__ __forceinline__ void storeFloat(void* p, long long i, int type, float value) {
    if (type == 8) ((float*)p)[i] = value;
    else if (type == 7) ((bf16*)p)[i] = f2bf(value);
    else ((f16*)p)[i] = f2half(value);
}

__device__ __forceinline__ long long loadWhole(const void* p, long long i, int type) {
    switch (type) {
        case 0:
        case 1: return ((const unsigned char*)p)[i];
        case 2: return ((const signed char*)p)[i];
        case 3: return ((const short*)p)[i];
        case 4: return ((const int*)p)[i];
        default: return ((const long long*)p)[i];
    }
}

__device__ __forceinline__ void storeWhole(void* p, long long i, int type, long long value) {
    switch (type) {
        case 0: ((unsigned char*)p)[i] = value != 0; break;
        case 1:
        case 2: ((unsigned char*)p)[i] = (unsigned char)value; break;
        case 3: ((short*)p)[i] = (short)value; break;
        case 4: ((int*)p)[i] = (int)value; break;
        default: ((long long*)p)[i] = value;
    }
}
