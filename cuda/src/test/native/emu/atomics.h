// Atomic operations on global and shared memory; each returns the old value.
#pragma once
#include <cstring>

namespace emu {

template <class T, class Change>
inline T atomic_change(T* at, Change change) {
    T old, next;
    __atomic_load(at, &old, __ATOMIC_RELAXED);
    do {
        next = change(old);
    } while (!__atomic_compare_exchange(at, &old, &next, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED));
    return old;
}

}  // namespace emu

#define EMU_ATOMICS(T)                                                                                              \
    inline T atomicAdd(T* at, T v) { return __atomic_fetch_add(at, v, __ATOMIC_RELAXED); }                          \
    inline T atomicOr(T* at, T v) { return __atomic_fetch_or(at, v, __ATOMIC_RELAXED); }                            \
    inline T atomicAnd(T* at, T v) { return __atomic_fetch_and(at, v, __ATOMIC_RELAXED); }                          \
    inline T atomicXor(T* at, T v) { return __atomic_fetch_xor(at, v, __ATOMIC_RELAXED); }                          \
    inline T atomicExch(T* at, T v) { return __atomic_exchange_n(at, v, __ATOMIC_RELAXED); }                        \
    inline T atomicMax(T* at, T v) { return emu::atomic_change(at, [v](T old) { return old > v ? old : v; }); }     \
    inline T atomicMin(T* at, T v) { return emu::atomic_change(at, [v](T old) { return old < v ? old : v; }); }     \
    inline T atomicCAS(T* at, T expected, T v) {                                                                    \
        __atomic_compare_exchange_n(at, &expected, v, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED);                   \
        return expected;                                                                                            \
    }
EMU_ATOMICS(int)
EMU_ATOMICS(unsigned)
EMU_ATOMICS(long long)
EMU_ATOMICS(unsigned long long)
#undef EMU_ATOMICS

inline int atomicSub(int* at, int v) { return atomicAdd(at, -v); }
inline unsigned atomicSub(unsigned* at, unsigned v) { return atomicAdd(at, 0u - v); }

inline float atomicAdd(float* at, float v) {
    return emu::atomic_change(at, [v](float old) { return old + v; });
}
inline double atomicAdd(double* at, double v) {
    return emu::atomic_change(at, [v](double old) { return old + v; });
}
inline float atomicExch(float* at, float v) {
    return emu::atomic_change(at, [v](float) { return v; });
}
