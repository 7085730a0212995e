// 16-bit floats: rounded to nearest, ties to even, subnormal numbers kept; any NaN becomes 0x7fff.
#pragma once
#include "bits.h"

inline float bf2f(bf16 x) { return __uint_as_float(static_cast<unsigned>(x) << 16); }

inline bf16 f2bf(float x) {
    unsigned u = __float_as_uint(x);
    if ((u & 0x7fffffff) > 0x7f800000) {
        return 0x7fff;
    }
    return (u + 0x7fff + (u >> 16 & 1)) >> 16;
}

inline float half2f(f16 x) {
    unsigned sign = (x & 0x8000u) << 16, exponent = x >> 10 & 31, fraction = x & 0x3ff;
    if (exponent == 31) {
        return __uint_as_float(sign | 0x7f800000 | fraction << 13);
    }
    if (exponent == 0) {
        return __uint_as_float(sign | __float_as_uint(fraction * 0x1p-24f));
    }
    return __uint_as_float(sign | (exponent + 112) << 23 | fraction << 13);
}

inline f16 f2half(float x) {
    unsigned u = __float_as_uint(x), sign = u >> 16 & 0x8000, magnitude = u & 0x7fffffff;
    if (magnitude > 0x7f800000) {
        return 0x7fff;
    }
    if (magnitude >= __float_as_uint(65520.0f)) {
        return sign | 0x7c00;
    }
    if (magnitude < __float_as_uint(0x1p-14f)) {
        // The last bit of 0.5 is worth 2^-24, that of a subnormal half: the addition rounds.
        return sign | (__float_as_uint(__uint_as_float(magnitude) + 0.5f) - __float_as_uint(0.5f));
    }
    return sign | (((magnitude + 0xfff + (magnitude >> 13 & 1)) >> 13) - (112 << 10));
}
