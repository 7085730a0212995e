// What makes one element of several, in double for floating numbers and in 64 bits for whole ones: float32 sums of a million
// elements keep all their digits so, and memory stays the bottleneck.
#pragma once
#include "functions_math.h"

// As Reduction.
enum Fold : int { SUM, PRODUCT, MAX, MIN };

template <class V>
struct Extremes;
template <>
struct Extremes<double> {
    static __device__ inline double lowest() { return -__longlong_as_double(0x7ff0000000000000ll); }
    static __device__ inline double highest() { return __longlong_as_double(0x7ff0000000000000ll); }
};
template <>
struct Extremes<float> {
    static __device__ inline float lowest() { return -__int_as_float(0x7f800000); }
    static __device__ inline float highest() { return __int_as_float(0x7f800000); }
};
template <>
struct Extremes<long long> {
    static __device__ inline long long lowest() { return -0x7fffffffffffffffll - 1; }
    static __device__ inline long long highest() { return 0x7fffffffffffffffll; }
};

// Of no elements.
template <class V>
__device__ inline V start(int fold) {
    switch (fold) {
        case SUM: return 0;
        case PRODUCT: return 1;
        case MAX: return Extremes<V>::lowest();
        default: return Extremes<V>::highest();
    }
}

__device__ inline float plus(float a, float b) { return a + b; }
__device__ inline double plus(double a, double b) { return a + b; }
__device__ inline long long plus(long long a, long long b) { return (long long)((unsigned long long)a + (unsigned long long)b); }
__device__ inline float times(float a, float b) { return a * b; }
__device__ inline double times(double a, double b) { return a * b; }
__device__ inline long long times(long long a, long long b) { return (long long)((unsigned long long)a * (unsigned long long)b); }

template <class V>
__device__ inline V combine(int fold, V a, V b) {
    switch (fold) {
        case SUM: return plus(a, b);
        case PRODUCT: return times(a, b);
        case MAX: return larger(a, b);
        default: return smaller(a, b);
    }
}
