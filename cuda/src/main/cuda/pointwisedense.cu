// The functions that training runs most often, each compiled by itself, for float32 and the half precisions: arrays lie dense in
// one order and begin at multiples of 16 bytes, of which a thread reads, computes and writes one pack.
#include "functions.h"

struct Float32 {
    typedef float Element;
    static __device__ inline float get(float x) { return x; }
    static __device__ inline float set(float x) { return x; }
};
struct Float16 {
    typedef unsigned short Element;
    static __device__ inline float get(Element x) { return half2f(x); }
    static __device__ inline Element set(float x) { return f2half(x); }
};
struct Bfloat16 {
    typedef unsigned short Element;
    static __device__ inline float get(Element x) { return bf2f(x); }
    static __device__ inline Element set(float x) { return f2bf(x); }
};

// 16 bytes, moved at once but at the end of an array.
template <class T>
union Pack {
    static constexpr int SIZE = 16 / sizeof(typename T::Element);
    uint4 all;
    typename T::Element elements[SIZE];
};

// Elements from `first` on, of which there are `count` in all; each is the one element of an array that repeats it.
template <class T>
__device__ inline Pack<T> read(const void* x, bool repeats, long long first, long long count) {
    typedef typename T::Element Element;
    Pack<T> pack;
    if (!repeats && first + Pack<T>::SIZE <= count) {
        pack.all = *(const uint4*)((const Element*)x + first);
    } else {
#pragma unroll
        for (int k = 0; k < Pack<T>::SIZE; k++) pack.elements[k] = ((const Element*)x)[repeats ? 0 : min(first + k, count - 1)];
    }
    return pack;
}

template <class T>
__device__ inline void write(const Pack<T>& pack, void* y, long long first, long long count) {
    typedef typename T::Element Element;
    if (first + Pack<T>::SIZE <= count) {
        *(uint4*)((Element*)y + first) = pack.all;
    } else {
#pragma unroll
        for (int k = 0; k < Pack<T>::SIZE; k++)
            if (first + k < count) ((Element*)y)[first + k] = pack.elements[k];
    }
}

// The first element of the thread's pack.
template <class T>
__device__ inline long long firstElement() {
    return (blockIdx.x * (long long)blockDim.x + threadIdx.x) * Pack<T>::SIZE;
}

struct DenseUnaryArguments {
    long long count;
    void* y;
    const void* x;
    double alpha, beta;
};

template <class T, int FUNCTION>
__device__ inline void denseUnary(const DenseUnaryArguments& a) {
    long long first = firstElement<T>();
    if (first >= a.count) return;
    Pack<T> pack = read<T>(a.x, false, first, a.count);
#pragma unroll
    for (int k = 0; k < Pack<T>::SIZE; k++) pack.elements[k] = T::set(unary(FUNCTION, T::get(pack.elements[k]), a.alpha, a.beta));
    write<T>(pack, a.y, first, a.count);
}

struct DenseBinaryArguments {
    long long count;
    void* y;
    const void *a, *b;
    int repeatsA, repeatsB; // an array of one element repeated
};

template <class T, int OP>
__device__ inline void denseBinary(const DenseBinaryArguments& a) {
    long long first = firstElement<T>();
    if (first >= a.count) return;
    Pack<T> one = read<T>(a.a, a.repeatsA, first, a.count), other = read<T>(a.b, a.repeatsB, first, a.count);
#pragma unroll
    for (int k = 0; k < Pack<T>::SIZE; k++) one.elements[k] = T::set(binary(OP, T::get(one.elements[k]), T::get(other.elements[k])));
    write<T>(one, a.y, first, a.count);
}

// As Pointwise.DENSE_UNARY in Java.
#define DENSE_UNARY(name, function)                                                                             \
    KERNEL(pointwisedense_##name##_float32, (DenseUnaryArguments a)) { denseUnary<Float32, function>(a); }      \
    KERNEL(pointwisedense_##name##_float16, (DenseUnaryArguments a)) { denseUnary<Float16, function>(a); }      \
    KERNEL(pointwisedense_##name##_bfloat16, (DenseUnaryArguments a)) { denseUnary<Bfloat16, function>(a); }
DENSE_UNARY(negate, NEGATE)
DENSE_UNARY(square, SQUARE)
DENSE_UNARY(sqrt, SQRT)
DENSE_UNARY(exp, EXP)
DENSE_UNARY(tanh, TANH)
DENSE_UNARY(sigmoid, SIGMOID)
DENSE_UNARY(relu, RELU)
DENSE_UNARY(linear, LINEAR)
DENSE_UNARY(swish, SWISH)
DENSE_UNARY(swish_derivative, SWISH_DERIVATIVE)
DENSE_UNARY(gelu_erf, GELU_ERF)
DENSE_UNARY(gelu_erf_derivative, GELU_ERF_DERIVATIVE)

// As Pointwise.DENSE_BINARY in Java.
#define DENSE_BINARY(name, op)                                                                                 \
    KERNEL(pointwisedense_##name##_float32, (DenseBinaryArguments a)) { denseBinary<Float32, op>(a); }         \
    KERNEL(pointwisedense_##name##_float16, (DenseBinaryArguments a)) { denseBinary<Float16, op>(a); }         \
    KERNEL(pointwisedense_##name##_bfloat16, (DenseBinaryArguments a)) { denseBinary<Bfloat16, op>(a); }
DENSE_BINARY(add, ADD)
DENSE_BINARY(subtract, SUBTRACT)
DENSE_BINARY(multiply, MULTIPLY)
DENSE_BINARY(divide, DIVIDE)
DENSE_BINARY(relu_backward, RELU_BACKWARD)
