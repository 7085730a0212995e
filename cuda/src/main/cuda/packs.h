// Neighbouring elements that are read and written as one, up to 16 bytes at a time.
#pragma once
#include "elements.h"

// An element type by its code: Bits as it lies in memory, Value as it is computed in.
template <int D>
struct Type;

#define FLOATING_TYPE(D, B, V, FROM, TO)                                  \
    template <>                                                           \
    struct Type<D> {                                                      \
        typedef B Bits;                                                   \
        typedef V Value;                                                  \
        static __device__ __forceinline__ V from(B x) { return FROM(x); } \
        static __device__ __forceinline__ B to(V x) { return TO(x); }     \
        static __device__ __forceinline__ V lowest() { return -(V)INFINITY; } \
    };
FLOATING_TYPE(FLOAT16, f16, float, half2f, f2half)
FLOATING_TYPE(BFLOAT16, bf16, float, bf2f, f2bf)
FLOATING_TYPE(FLOAT32, float, float, , )
FLOATING_TYPE(FLOAT64, double, double, , )
#undef FLOATING_TYPE

#define WHOLE_TYPE(D, B, LOWEST)                                                  \
    template <>                                                                   \
    struct Type<D> {                                                              \
        typedef B Bits;                                                           \
        typedef long long Value;                                                  \
        static __device__ __forceinline__ long long from(B x) { return x; }       \
        static __device__ __forceinline__ B to(long long x) { return (B)x; }      \
        static __device__ __forceinline__ long long lowest() { return LOWEST; }   \
    };
WHOLE_TYPE(BOOL, unsigned char, 0)
WHOLE_TYPE(UINT8, unsigned char, 0)
WHOLE_TYPE(INT8, signed char, -128)
WHOLE_TYPE(INT16, short, -32768)
WHOLE_TYPE(INT32, int, -2147483647ll - 1)
WHOLE_TYPE(INT64, long long, -0x7fffffffffffffffll - 1)
#undef WHOLE_TYPE

template <int BYTES>
struct Word;
template <> struct Word<1> { typedef unsigned char T; };
template <> struct Word<2> { typedef unsigned short T; };
template <> struct Word<4> { typedef unsigned T; };
template <> struct Word<8> { typedef uint2 T; };
template <> struct Word<16> { typedef uint4 T; };

// Elements of a type in 16 bytes.
template <int D>
constexpr int WIDTH = 16 / (int)sizeof(typename Type<D>::Bits);

// W elements of a type, at a place that is a multiple of W.
template <int D, int W>
struct Pack {
    typedef typename Type<D>::Bits Bits;
    typedef typename Type<D>::Value Value;
    typedef typename Word<W * (int)sizeof(Bits)>::T Whole;
    union {
        Whole whole;
        Bits bits[W];
    };

    // From element i of an array.
    __device__ __forceinline__ void load(const void* data, long long i) { whole = *(const Whole*)((const Bits*)data + i); }
    __device__ __forceinline__ void store(void* data, long long i) const { *(Whole*)((Bits*)data + i) = whole; }
    __device__ __forceinline__ Value operator[](int k) const { return Type<D>::from(bits[k]); }
    __device__ __forceinline__ void set(int k, Value value) { bits[k] = Type<D>::to(value); }
};

// max(0, x), NaN of NaN.
template <class V>
__device__ __forceinline__ V relu(V x) {
    return x <= 0 ? (V)0 : x;
}

// One kernel for each floating type, name_float32 and so on, which runs body<type, elements at once>: as many as fit 16 bytes
// where the argument `packed` says that all rows begin at multiples of them, otherwise one.
#define PACKED_KERNEL(name, suffix, D, Arguments, packed, body) \
    KERNEL_BOUNDS(name##_##suffix, 256, 3, (Arguments a)) {     \
        if (packed) body<D, WIDTH<D>>(a);                       \
        else body<D, 1>(a);                                     \
    }
#define PACKED_KERNELS(name, Arguments, packed, body)                 \
    PACKED_KERNEL(name, float16, FLOAT16, Arguments, packed, body)    \
    PACKED_KERNEL(name, bfloat16, BFLOAT16, Arguments, packed, body)  \
    PACKED_KERNEL(name, float32, FLOAT32, Arguments, packed, body)    \
    PACKED_KERNEL(name, float64, FLOAT64, Arguments, packed, body)
