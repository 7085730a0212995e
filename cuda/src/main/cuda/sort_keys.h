// Elements as unsigned numbers of 64 bits in the same order: NaN is the largest, and zeros are equal.
#pragma once
#include "functions_math.h"

typedef unsigned long long Key;

constexpr Key SIGN_BIT = 0x8000000000000000ull, LAST_KEY = ~0ull;

__device__ inline Key keyOf(double x) {
    if (isNaN(x)) return LAST_KEY;
    Key bits = (Key)__double_as_longlong(x == 0 ? 0.0 : x);
    return bits & SIGN_BIT ? ~bits : bits | SIGN_BIT;
}
__device__ inline Key keyOf(long long x) { return (Key)x ^ SIGN_BIT; }

// The whole number whose key this is.
__device__ inline long long wholeOf(Key key) { return (long long)(key ^ SIGN_BIT); }
