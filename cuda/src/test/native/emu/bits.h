// Bit patterns, integer functions, and conversions whose results outside the range CUDA defines.
#pragma once
#include <climits>
#include <cmath>
#include <cstring>

namespace emu {

template <class To, class From>
inline To bits(From from) {
    static_assert(sizeof(To) == sizeof(From), "the same bits");
    To to;
    memcpy(&to, &from, sizeof to);
    return to;
}

// Cut to the range of To; NaN as given.
template <class To, class From>
inline To saturated(From rounded, To low, To high, To nan) {
    if (rounded != rounded) {
        return nan;
    }
    if (rounded <= static_cast<From>(low)) {
        return low;
    }
    return rounded >= static_cast<From>(high) ? high : static_cast<To>(rounded);
}

// PTX ISA, "cvt": NaN becomes 0 from float to 32 bits, otherwise only the highest bit is set.
inline int to_int(float x) { return saturated<int>(x, INT_MIN, INT_MAX, 0); }
inline int to_int(double x) { return saturated<int>(x, INT_MIN, INT_MAX, INT_MIN); }
inline unsigned to_unsigned(float x) { return saturated<unsigned>(x, 0, UINT_MAX, 0); }
inline unsigned to_unsigned(double x) { return saturated<unsigned>(x, 0, UINT_MAX, 1u << 31); }
template <class T>
inline long long to_long(T x) {
    return saturated<long long>(x, LLONG_MIN, LLONG_MAX, LLONG_MIN);
}

}  // namespace emu

inline int __float_as_int(float x) { return emu::bits<int>(x); }
inline unsigned __float_as_uint(float x) { return emu::bits<unsigned>(x); }
inline float __int_as_float(int x) { return emu::bits<float>(x); }
inline float __uint_as_float(unsigned x) { return emu::bits<float>(x); }
inline long long __double_as_longlong(double x) { return emu::bits<long long>(x); }
inline double __longlong_as_double(long long x) { return emu::bits<double>(x); }
inline int __double2hiint(double x) { return static_cast<int>(emu::bits<long long>(x) >> 32); }
inline int __double2loint(double x) { return static_cast<int>(emu::bits<long long>(x)); }
inline double __hiloint2double(int high, int low) {
    return emu::bits<double>(static_cast<long long>(high) << 32 | static_cast<unsigned>(low));
}

inline unsigned __umulhi(unsigned a, unsigned b) { return static_cast<unsigned long long>(a) * b >> 32; }
inline int __mulhi(int a, int b) { return static_cast<int>(static_cast<long long>(a) * b >> 32); }
inline unsigned long long __umul64hi(unsigned long long a, unsigned long long b) {
    return static_cast<unsigned long long>(static_cast<unsigned __int128>(a) * b >> 64);
}
inline long long __mul64hi(long long a, long long b) {
    return static_cast<long long>(static_cast<__int128>(a) * b >> 64);
}

inline int __popc(unsigned x) { return __builtin_popcount(x); }
inline int __popcll(unsigned long long x) { return __builtin_popcountll(x); }
inline int __clz(int x) { return x == 0 ? 32 : __builtin_clz(x); }
inline int __clzll(long long x) { return x == 0 ? 64 : __builtin_clzll(x); }
inline int __ffs(int x) { return __builtin_ffs(x); }
inline int __ffsll(long long x) { return __builtin_ffsll(x); }
inline unsigned __brev(unsigned x) {
    unsigned reversed = 0;
    for (int i = 0; i < 32; i++) {
        reversed |= (x >> i & 1) << (31 - i);
    }
    return reversed;
}

inline int __float2int_rn(float x) { return emu::to_int(rintf(x)); }
inline int __float2int_rz(float x) { return emu::to_int(x); }
inline int __float2int_rd(float x) { return emu::to_int(floorf(x)); }
inline int __float2int_ru(float x) { return emu::to_int(ceilf(x)); }
inline unsigned __float2uint_rn(float x) { return emu::to_unsigned(rintf(x)); }
inline unsigned __float2uint_rz(float x) { return emu::to_unsigned(x); }
inline long long __float2ll_rn(float x) { return emu::to_long(rintf(x)); }
inline long long __float2ll_rz(float x) { return emu::to_long(x); }
inline int __double2int_rn(double x) { return emu::to_int(rint(x)); }
inline int __double2int_rz(double x) { return emu::to_int(x); }
inline long long __double2ll_rn(double x) { return emu::to_long(rint(x)); }
inline long long __double2ll_rz(double x) { return emu::to_long(x); }
inline float __int2float_rn(int x) { return static_cast<float>(x); }
inline float __uint2float_rn(unsigned x) { return static_cast<float>(x); }
inline float __ll2float_rn(long long x) { return static_cast<float>(x); }
inline double __ll2double_rn(long long x) { return static_cast<double>(x); }
inline float __double2float_rn(double x) { return static_cast<float>(x); }

template <class T>
inline T __ldg(const T* at) {
    return *at;
}
