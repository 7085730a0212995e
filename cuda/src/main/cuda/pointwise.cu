// Functions of each element, for arrays in any order: a function is chosen by a switch that all threads take alike. The ones
// that training runs most often are compiled one by one in pointwisedense.cu.
#include "elements.h"
#include "functions_integer.h"

struct UnaryArguments {
    Loop loop;
    Operand operands[2]; // y, x
    double alpha, beta;
    long long low, high; // alpha and beta as integers
    int function;
    int unused;
};

template <class V>
__device__ inline void applyUnary(const UnaryArguments& a) {
    const Operand &y = a.operands[0], &x = a.operands[1];
    FOR_EACH(i, a.loop.count) {
        long long at[2];
        locate(a.loop, a.operands, i, at);
        store(y.data, y.dtype, at[0], unary(a.function, load<V>(x.data, x.dtype, at[1]), a.alpha, a.beta));
    }
}

KERNEL(pointwise_unary_float, (UnaryArguments a)) { applyUnary<float>(a); }
KERNEL(pointwise_unary_double, (UnaryArguments a)) { applyUnary<double>(a); }

KERNEL(pointwise_unary_long, (UnaryArguments a)) {
    const Operand &y = a.operands[0], &x = a.operands[1];
    FOR_EACH(i, a.loop.count) {
        long long at[2];
        locate(a.loop, a.operands, i, at);
        long long value = load<long long>(x.data, x.dtype, at[1]);
        store(y.data, y.dtype, at[0], wholeUnary(a.function, value, a.low, a.high, x.dtype == BOOL));
    }
}

struct BinaryArguments {
    Loop loop;
    Operand operands[3]; // y, a, b
    int* dividedByZero; // set to 1 by an integer 0 as a divisor; null for functions that do not divide
    int op;
    int bits; // of an integer operand
};

template <class V>
__device__ inline void applyBinary(const BinaryArguments& a) {
    const Operand* operands = a.operands;
    FOR_EACH(i, a.loop.count) {
        long long at[3];
        locate(a.loop, a.operands, i, at);
        V first = load<V>(operands[1].data, operands[1].dtype, at[1]);
        V second = load<V>(operands[2].data, operands[2].dtype, at[2]);
        store(operands[0].data, operands[0].dtype, at[0], binary(a.op, first, second));
    }
}

KERNEL(pointwise_binary_float, (BinaryArguments a)) { applyBinary<float>(a); }
KERNEL(pointwise_binary_double, (BinaryArguments a)) { applyBinary<double>(a); }

KERNEL(pointwise_binary_long, (BinaryArguments a)) {
    const Operand* operands = a.operands;
    FOR_EACH(i, a.loop.count) {
        long long at[3];
        locate(a.loop, a.operands, i, at);
        long long first = load<long long>(operands[1].data, operands[1].dtype, at[1]);
        long long second = load<long long>(operands[2].data, operands[2].dtype, at[2]);
        if (a.dividedByZero != nullptr && second == 0) {
            *a.dividedByZero = 1;
            second = 1;
        }
        store(operands[0].data, operands[0].dtype, at[0], wholeBinary(a.op, a.bits, first, second));
    }
}

struct WhereArguments {
    Loop loop;
    Operand operands[4]; // y, condition, a, b
};

// y, a and b of one type, whose elements are moved as they are.
template <class T>
__device__ inline void choose(const WhereArguments& a) {
    const Operand* operands = a.operands;
    FOR_EACH(i, a.loop.count) {
        long long at[4];
        locate(a.loop, a.operands, i, at);
        int k = load<long long>(operands[1].data, operands[1].dtype, at[1]) != 0 ? 2 : 3;
        ((T*)operands[0].data)[at[0]] = ((const T*)operands[k].data)[at[k]];
    }
}

KERNEL(pointwise_where1, (WhereArguments a)) { choose<unsigned char>(a); }
KERNEL(pointwise_where2, (WhereArguments a)) { choose<unsigned short>(a); }
KERNEL(pointwise_where4, (WhereArguments a)) { choose<unsigned>(a); }
KERNEL(pointwise_where8, (WhereArguments a)) { choose<unsigned long long>(a); }

// Of several types, converted to y's.
template <class V>
__device__ inline void chooseAndConvert(const WhereArguments& a) {
    const Operand* operands = a.operands;
    FOR_EACH(i, a.loop.count) {
        long long at[4];
        locate(a.loop, a.operands, i, at);
        int k = load<long long>(operands[1].data, operands[1].dtype, at[1]) != 0 ? 2 : 3;
        store(operands[0].data, operands[0].dtype, at[0], load<V>(operands[k].data, operands[k].dtype, at[k]));
    }
}

KERNEL(pointwise_where_double, (WhereArguments a)) { chooseAndConvert<double>(a); }
KERNEL(pointwise_where_long, (WhereArguments a)) { chooseAndConvert<long long>(a); }
