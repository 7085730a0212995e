// Filling and copying, with conversion between all element types.
#include "elements.h"

struct FillArguments {
    Loop loop;
    Operand y;
    double value;
    long long whole; // value as an integer, for y of whole numbers
};

KERNEL(copy_fill, (FillArguments a)) {
    FOR_EACH(i, a.loop.count) {
        Operand operands[1] = {a.y};
        long long at[1];
        locate(a.loop, operands, i, at);
        if (a.y.dtype < FLOAT16) store(a.y.data, a.y.dtype, at[0], a.whole);
        else store(a.y.data, a.y.dtype, at[0], a.value);
    }
}

struct CopyArguments {
    Loop loop;
    Operand operands[2]; // x, y
};

template <class V>
__device__ inline void convert(const CopyArguments& a) {
    FOR_EACH(i, a.loop.count) {
        long long at[2];
        locate(a.loop, a.operands, i, at);
        store(a.operands[1].data, a.operands[1].dtype, at[1], load<V>(a.operands[0].data, a.operands[0].dtype, at[0]));
    }
}

// Of types that float32 holds exactly.
KERNEL(copy_float, (CopyArguments a)) { convert<float>(a); }
// Of all other types, if one is floating.
KERNEL(copy_double, (CopyArguments a)) { convert<double>(a); }
// Between whole numbers.
KERNEL(copy_long, (CopyArguments a)) { convert<long long>(a); }

// Between arrays of one type, whose elements are moved as they are.
template <class T>
__device__ inline void move(const CopyArguments& a) {
    FOR_EACH(i, a.loop.count) {
        long long at[2];
        locate(a.loop, a.operands, i, at);
        ((T*)a.operands[1].data)[at[1]] = ((const T*)a.operands[0].data)[at[0]];
    }
}

KERNEL(copy_move1, (CopyArguments a)) { move<unsigned char>(a); }
KERNEL(copy_move2, (CopyArguments a)) { move<unsigned short>(a); }
KERNEL(copy_move4, (CopyArguments a)) { move<unsigned>(a); }
KERNEL(copy_move8, (CopyArguments a)) { move<unsigned long long>(a); }

// Matrices [B, R, C] to [B, C, R], both dense: between channels-last and plain order. A block of 32 x 8 threads moves a tile
// of 32 x 32 through shared memory, so that both sides are read and written row by row; the 33rd column avoids bank conflicts.
struct TransposeArguments {
    const void* x;
    void* y;
    long long rows, columns; // of x
};

template <class T>
__device__ inline void transpose(const TransposeArguments& a) {
    __shared__ T tile[32][33];
    int column = threadIdx.x & 31, row = threadIdx.x >> 5;
    long long c0 = blockIdx.x * 32ll;
    const T* x = (const T*)a.x + blockIdx.z * a.rows * a.columns;
    T* y = (T*)a.y + blockIdx.z * a.rows * a.columns;
    for (long long r0 = blockIdx.y * 32ll; r0 < a.rows; r0 += gridDim.y * 32ll) {
        for (int r = row; r < 32; r += 8)
            if (r0 + r < a.rows && c0 + column < a.columns) tile[r][column] = x[(r0 + r) * a.columns + c0 + column];
        __syncthreads();
        for (int c = row; c < 32; c += 8)
            if (c0 + c < a.columns && r0 + column < a.rows) y[(c0 + c) * a.rows + r0 + column] = tile[column][c];
        __syncthreads();
    }
}

KERNEL(copy_transpose1, (TransposeArguments a)) { transpose<unsigned char>(a); }
KERNEL(copy_transpose2, (TransposeArguments a)) { transpose<unsigned short>(a); }
KERNEL(copy_transpose4, (TransposeArguments a)) { transpose<unsigned>(a); }
KERNEL(copy_transpose8, (TransposeArguments a)) { transpose<unsigned long long>(a); }
