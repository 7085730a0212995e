// Functions of C under one name for float and double, so that a formula is written once.
#pragma once
#include "kernel.h"

namespace of {

#define FLOAT_AND_DOUBLE(name)                                          \
    __device__ inline float name(float x) { return ::name##f(x); }      \
    __device__ inline double name(double x) { return ::name(x); }
FLOAT_AND_DOUBLE(sqrt)
FLOAT_AND_DOUBLE(rsqrt)
FLOAT_AND_DOUBLE(exp)
FLOAT_AND_DOUBLE(exp2)
FLOAT_AND_DOUBLE(expm1)
FLOAT_AND_DOUBLE(log)
FLOAT_AND_DOUBLE(log2)
FLOAT_AND_DOUBLE(log10)
FLOAT_AND_DOUBLE(log1p)
FLOAT_AND_DOUBLE(sin)
FLOAT_AND_DOUBLE(cos)
FLOAT_AND_DOUBLE(tan)
FLOAT_AND_DOUBLE(asin)
FLOAT_AND_DOUBLE(acos)
FLOAT_AND_DOUBLE(atan)
FLOAT_AND_DOUBLE(sinh)
FLOAT_AND_DOUBLE(cosh)
FLOAT_AND_DOUBLE(tanh)
FLOAT_AND_DOUBLE(asinh)
FLOAT_AND_DOUBLE(acosh)
FLOAT_AND_DOUBLE(atanh)
FLOAT_AND_DOUBLE(erf)
FLOAT_AND_DOUBLE(erfc)
FLOAT_AND_DOUBLE(erfinv)
FLOAT_AND_DOUBLE(normcdf)
FLOAT_AND_DOUBLE(floor)
FLOAT_AND_DOUBLE(ceil)
FLOAT_AND_DOUBLE(trunc)
FLOAT_AND_DOUBLE(rint)
FLOAT_AND_DOUBLE(fabs)
#undef FLOAT_AND_DOUBLE

__device__ inline float pow(float x, float y) { return ::powf(x, y); }
__device__ inline double pow(double x, double y) { return ::pow(x, y); }
__device__ inline float fmod(float x, float y) { return ::fmodf(x, y); }
__device__ inline double fmod(double x, double y) { return ::fmod(x, y); }
__device__ inline float atan2(float x, float y) { return ::atan2f(x, y); }
__device__ inline double atan2(double x, double y) { return ::atan2(x, y); }
__device__ inline float copysign(float x, float y) { return ::copysignf(x, y); }
__device__ inline double copysign(double x, double y) { return ::copysign(x, y); }
__device__ inline bool negative(float x) { return __float_as_int(x) < 0; }
__device__ inline bool negative(double x) { return __double_as_longlong(x) < 0; }

}  // namespace of

__device__ inline bool isNaN(float x) { return x != x; }
__device__ inline bool isNaN(double x) { return x != x; }
__device__ inline bool isNaN(long long) { return false; }

// NaN if either is; 0 is larger than -0.
template <class V>
__device__ inline V larger(V a, V b) {
    if (isNaN(a) || a > b) return a;
    if (isNaN(b) || b > a) return b;
    return of::negative(a) ? b : a;
}
template <class V>
__device__ inline V smaller(V a, V b) {
    if (isNaN(a) || a < b) return a;
    if (isNaN(b) || b < a) return b;
    return of::negative(a) ? a : b;
}
template <>
__device__ inline long long larger(long long a, long long b) { return a > b ? a : b; }
template <>
__device__ inline long long smaller(long long a, long long b) { return a < b ? a : b; }
