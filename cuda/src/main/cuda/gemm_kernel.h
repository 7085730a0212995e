// Product of matrices y[B, P, Q] = a[B, P, K] b[B, K, Q] (+ bias[Q]): the tile's work with plain matrices as operands.
//
// A block makes one tile of one split: splits cut K into parts of `perSplit`, whose sums go to parts of y `splitStride` apart (then y is float32
// scratch, and gemmparts_sum adds the parts in their order). Grid: x tiles, y splits, z matrices.
//
// Both operands begin at a multiple of 16 bytes, and so do their lines, which are read in whole chunks: where K (order K) or the rows (order R) are not a
// multiple of a chunk, the host fills the lines up with zeros.
#pragma once
#include "gemm_tile.h"

struct GemmArguments {
    const void* a;
    const void* b;
    void* y;
    const float* bias;
    long long aMatrix, bMatrix, yMatrix; // elements from one matrix to the next
    long long aLine, bLine, yLine;       // elements from one line (in order K a row, in order R a k) to the next
    long long splitStride;
    int rows, columns, inner, perSplit;
    int down, across, band; // tiles; see tileOf
    int yType;
};

// Chunks of a matrix. K is cut off at `last`, and rows beyond the end are zeros.
template <class S, int THREADS, bool ALONG_K>
struct MatrixLoader {
    typedef Filling<S, THREADS> Fill;
    const unsigned char* from; // this thread's chunk of the first line
    const unsigned char* base;
    long long pitch, advance; // bytes
    int left;                 // in order K elements along k, else elements along R, from this thread's chunk on
    int lines;                // in order K rows, else k, from this thread's first line on

    __device__ __forceinline__ MatrixLoader(const void* matrix, long long line, int firstRow, int rows, int first, int last, int elementBytes) {
        int chunk = Fill::chunk() * S::CHUNK;
        base = (const unsigned char*)matrix;
        int down = (ALONG_K ? firstRow : first) + Fill::line(0), right = (ALONG_K ? first : firstRow) + chunk;
        from = base + (down * line + right) * elementBytes;
        pitch = line * elementBytes * Fill::PITCH;
        advance = ALONG_K ? 128 : line * elementBytes * S::DEPTH;
        left = (ALONG_K ? last : rows) - right;
        lines = (ALONG_K ? rows : last) - down;
    }

    __device__ __forceinline__ void next(unsigned char* slab) {
#pragma unroll
        for (int i = 0; i < Fill::COUNT; i++) {
            bool valid = left > 0 && i * Fill::PITCH < lines;
            cp_async16_zfill(slab + S::at(Fill::line(i), Fill::chunk()), valid ? from + i * pitch : base, valid);
        }
        from += advance;
        if (ALONG_K) left -= S::DEPTH;
        else lines -= S::DEPTH;
    }
};

template <class A, class B>
struct LoaderPair {
    A a;
    B b;
    __device__ __forceinline__ void next(unsigned char* slabA, unsigned char* slabB) {
        a.next(slabA);
        b.next(slabB);
    }
};

struct MatrixPlaces {
    long long line;
    __device__ __forceinline__ long long at(int row) const { return row * line; }
};

template <class PRODUCT, int P, int Q, int STAGES, bool A_ALONG_K, bool B_ALONG_K>
__device__ __forceinline__ void gemm(const GemmArguments& g, unsigned char* shared) {
    typedef typename PRODUCT::T T;
    typedef MatrixLoader<typename PRODUCT::SlabA, PRODUCT::THREADS, A_ALONG_K> LoaderA;
    typedef MatrixLoader<typename PRODUCT::SlabB, PRODUCT::THREADS, B_ALONG_K> LoaderB;
    int p, q;
    tileOf(blockIdx.x, g.down, g.across, g.band, p, q);
    int first = blockIdx.y * g.perSplit, last = min(g.inner, first + g.perSplit);
    const T* a = (const T*)g.a + blockIdx.z * g.aMatrix;
    const T* b = (const T*)g.b + blockIdx.z * g.bMatrix;
    LoaderPair<LoaderA, LoaderB> loader = {LoaderA(a, g.aLine, p * P, g.rows, first, last, sizeof(T)),
                                           LoaderB(b, g.bLine, q * Q, g.columns, first, last, sizeof(T))};
    PRODUCT product;
    accumulate<STAGES>(product, loader, (last - first + PRODUCT::SlabA::DEPTH - 1) / PRODUCT::SlabA::DEPTH, shared);
    long long start = blockIdx.y * g.splitStride + blockIdx.z * g.yMatrix;
    TileOutput out = {(unsigned char*)g.y + start * (g.yType == FLOAT32 ? 4 : 2), g.bias, g.rows, g.columns, g.yType};
    MatrixPlaces places = {g.yLine};
    finish<P, Q>(product, out, places, p * P, q * Q, (float*)shared);
}

// One kernel for each tile and pair of orders; kr: a in order K, b in order R.
#define GEMM_KERNEL(name, blocks, P, Q, STAGES, AK, BK, ...)                                   \
    KERNEL_BOUNDS(name, (__VA_ARGS__<AK, BK>::THREADS), blocks, (GemmArguments g)) {          \
        SHARED_DYN(unsigned char, shared);                                                     \
        gemm<__VA_ARGS__<AK, BK>, P, Q, STAGES, AK, BK>(g, shared);                            \
    }
#define GEMM_ORDERS(name, blocks, P, Q, STAGES, ...)                         \
    GEMM_KERNEL(name##_kk, blocks, P, Q, STAGES, true, true, __VA_ARGS__)    \
    GEMM_KERNEL(name##_kr, blocks, P, Q, STAGES, true, false, __VA_ARGS__)   \
    GEMM_KERNEL(name##_rk, blocks, P, Q, STAGES, false, true, __VA_ARGS__)   \
    GEMM_KERNEL(name##_rr, blocks, P, Q, STAGES, false, false, __VA_ARGS__)
