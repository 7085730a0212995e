// The inner product of two slabs, added to the accumulators that each thread keeps: on tensor cores, or exactly in float32.
//
// Legend: P rows and Q columns of a block's tile, WP and WQ of a warp's, k what is summed over.
//
// A warp's tile on tensor cores is 64 x 64 where the block's is large: for every 16 k it reads (64 + 64) x 32 bytes of shared memory for 128 Kmultiply-adds,
// which keeps shared memory (128 bytes per cycle) about as busy as the tensor cores of an sm_90, whose mma.sync is the faster one; smaller warp tiles
// would leave them waiting.
#pragma once
#include "gemm_slab.h"

// Kinds of arithmetic: the element type in memory, and what multiplies it.
struct Bfloat16Kind {
    typedef bf16 Element;
    static __device__ __forceinline__ void ready(unsigned&) {}
    static __device__ __forceinline__ void mma(float c[4], const unsigned a[4], const unsigned b[2]) { mma_bf16(c, a, b); }
};
struct Float16Kind {
    typedef f16 Element;
    static __device__ __forceinline__ void ready(unsigned&) {}
    static __device__ __forceinline__ void mma(float c[4], const unsigned a[4], const unsigned b[2]) { mma_f16(c, a, b); }
};
struct Tf32Kind {
    typedef float Element;
    // Rounded to the nearest: the tensor cores would cut the lower bits off, which doubles the error and pulls every product towards zero.
    static __device__ __forceinline__ void ready(unsigned& bits) { bits = to_tf32(__uint_as_float(bits)); }
    static __device__ __forceinline__ void mma(float c[4], const unsigned a[4], const unsigned b[2]) { mma_tf32(c, a, b); }
};
struct Float32Kind {
    typedef float Element;
};

template <class KIND, int P, int Q, int WARPS_P, int WARPS_Q, bool A_ALONG_K, bool B_ALONG_K>
struct TensorProduct {
    typedef typename KIND::Element T;
    typedef Slab<T, P, A_ALONG_K> SlabA;
    typedef Slab<T, Q, B_ALONG_K> SlabB;
    static constexpr int THREADS = 32 * WARPS_P * WARPS_Q;
    static constexpr int WP = P / WARPS_P, WQ = Q / WARPS_Q, MP = WP / 16, MQ = WQ / 8;
    static constexpr int K = 32 / (int)sizeof(T); // k of one instruction: 2 chunks

    float c[MP][MQ][4];
    int lane, firstRow, firstColumn;

    __device__ __forceinline__ TensorProduct() {
        int warp = threadIdx.x / 32;
        lane = threadIdx.x % 32;
        firstRow = warp / WARPS_Q * WP;
        firstColumn = warp % WARPS_Q * WQ;
#pragma unroll
        for (int i = 0; i < MP; i++)
#pragma unroll
            for (int j = 0; j < MQ; j++)
#pragma unroll
                for (int e = 0; e < 4; e++) c[i][j][e] = 0;
    }

    // The four 8x8 matrices (of 4-byte halves or quarters of an element row) of a 16 x K fragment of the first factor.
    __device__ __forceinline__ void loadA(unsigned a[4], const unsigned char* slab, int row, int step) const {
        if constexpr (A_ALONG_K) {
            ldmatrix_x4(a, slab + SlabA::at(row + (lane & 15), step * 2 + (lane >> 4)));
        } else if constexpr (sizeof(T) == 2) {
            ldmatrix_x4_trans(a, slab + SlabA::at(step * 16 + (lane >> 4) * 8 + (lane & 7), row / 8 + ((lane >> 3) & 1)));
        } else {
#pragma unroll
            for (int i = 0; i < 4; i++) a[i] = single<SlabA>(slab, step * 8 + (lane & 3) + (i >> 1) * 4, row + (lane >> 2) + (i & 1) * 8);
        }
#pragma unroll
        for (int i = 0; i < 4; i++) KIND::ready(a[i]);
    }

    // Two neighbouring K x 8 fragments of the second factor: b[0], b[1] and b[2], b[3].
    __device__ __forceinline__ void loadB(unsigned b[4], const unsigned char* slab, int column, int step) const {
        if constexpr (B_ALONG_K) {
            ldmatrix_x4(b, slab + SlabB::at(column + (lane & 7) + (lane >> 4) * 8, step * 2 + ((lane >> 3) & 1)));
        } else if constexpr (sizeof(T) == 2) {
            ldmatrix_x4_trans(b, slab + SlabB::at(step * 16 + (lane & 15), column / 8 + (lane >> 4)));
        } else {
#pragma unroll
            for (int i = 0; i < 4; i++) b[i] = single<SlabB>(slab, step * 8 + (lane & 3) + (i & 1) * 4, column + (lane >> 2) + (i >> 1) * 8);
        }
#pragma unroll
        for (int i = 0; i < 4; i++) KIND::ready(b[i]);
    }

    template <class S>
    static __device__ __forceinline__ unsigned single(const unsigned char* slab, int k, int row) {
        return *(const unsigned*)(slab + S::at(k, row >> 2) + (row & 3) * 4);
    }

    __device__ __forceinline__ void load(unsigned a[MP][4], unsigned b[MQ / 2][4], const unsigned char* slabA, const unsigned char* slabB, int step) const {
#pragma unroll
        for (int i = 0; i < MP; i++) loadA(a[i], slabA, firstRow + i * 16, step);
#pragma unroll
        for (int j = 0; j < MQ / 2; j++) loadB(b[j], slabB, firstColumn + j * 16, step);
    }

    // The fragments of the next K elements are read while this one's are multiplied. `meanwhile` starts the copies of a later step, once the first
    // fragments are on their way.
    template <class MEANWHILE>
    __device__ __forceinline__ void multiply(const unsigned char* slabA, const unsigned char* slabB, MEANWHILE meanwhile) {
        constexpr int STEPS = SlabA::DEPTH / K;
        unsigned a[2][MP][4], b[2][MQ / 2][4];
        load(a[0], b[0], slabA, slabB, 0);
        meanwhile();
#pragma unroll
        for (int step = 0; step < STEPS; step++) {
            if (step + 1 < STEPS) load(a[(step + 1) & 1], b[(step + 1) & 1], slabA, slabB, step + 1);
#pragma unroll
            for (int i = 0; i < MP; i++)
#pragma unroll
                for (int j = 0; j < MQ; j++) KIND::mma(c[i][j], a[step & 1][i], &b[step & 1][j / 2][j % 2 * 2]);
        }
    }

    __device__ __forceinline__ void stage(float* to) const {
#pragma unroll
        for (int i = 0; i < MP; i++)
#pragma unroll
            for (int j = 0; j < MQ; j++)
#pragma unroll
                for (int half = 0; half < 2; half++) {
                    int row = firstRow + i * 16 + half * 8 + (lane >> 2), column = firstColumn + j * 8 + (lane & 3) * 2;
                    float2 two;
                    two.x = c[i][j][half * 2];
                    two.y = c[i][j][half * 2 + 1];
                    *(float2*)(to + Staging<Q>::at(row, column)) = two;
                }
    }
};

// Fused multiply-adds in float32, each sum in ascending order of k. 16 x 16 threads; a warp is 4 x 8 of them, and each has P/16 x Q/16 results: in
// order K the rows thread, thread + 16, ..., so that a warp reads neighbouring lines, in order R four neighbouring ones, then the next four 64 further on.
template <int P, int Q, bool A_ALONG_K, bool B_ALONG_K>
struct FloatProduct {
    typedef float T;
    typedef Slab<float, P, A_ALONG_K> SlabA;
    typedef Slab<float, Q, B_ALONG_K> SlabB;
    static constexpr int THREADS = 256, MP = P / 16, MQ = Q / 16;

    float c[MP][MQ];
    int down, right;

    __device__ __forceinline__ FloatProduct() {
        int warp = threadIdx.x / 32, lane = threadIdx.x % 32;
        down = warp / 2 * 4 + lane / 8;
        right = warp % 2 * 8 + lane % 8;
#pragma unroll
        for (int i = 0; i < MP; i++)
#pragma unroll
            for (int j = 0; j < MQ; j++) c[i][j] = 0;
    }

    static __device__ __forceinline__ int place(bool alongK, int thread, int i) { return alongK ? thread + i * 16 : thread * 4 + i % 4 + i / 4 * 64; }

    template <class S>
    static __device__ __forceinline__ float4 four(const unsigned char* slab, int line, int chunk) {
        return *(const float4*)(slab + S::at(line, chunk));
    }

    static __device__ __forceinline__ void spread(float4 v, float to[4]) {
        to[0] = v.x;
        to[1] = v.y;
        to[2] = v.z;
        to[3] = v.w;
    }

    template <class MEANWHILE>
    __device__ __forceinline__ void multiply(const unsigned char* slabA, const unsigned char* slabB, MEANWHILE meanwhile) {
        meanwhile();
#pragma unroll 1
        for (int four0 = 0; four0 < SlabA::DEPTH / 4; four0++) {
            float a[4][MP]; // [k][row]
#pragma unroll
            for (int i = 0; i < MP; i += A_ALONG_K ? 1 : 4)
#pragma unroll
                for (int k = 0; k < (A_ALONG_K ? 1 : 4); k++) {
                    float v[4];
                    spread(A_ALONG_K ? four<SlabA>(slabA, place(true, down, i), four0) : four<SlabA>(slabA, four0 * 4 + k, down + i / 4 * 16), v);
#pragma unroll
                    for (int e = 0; e < 4; e++) a[A_ALONG_K ? e : k][A_ALONG_K ? i : i + e] = v[e];
                }
            if constexpr (B_ALONG_K) {
#pragma unroll
                for (int j = 0; j < MQ; j++) {
                    float b[4];
                    spread(four<SlabB>(slabB, place(true, right, j), four0), b);
#pragma unroll
                    for (int k = 0; k < 4; k++)
#pragma unroll
                        for (int i = 0; i < MP; i++) c[i][j] = fmaf(a[k][i], b[k], c[i][j]);
                }
            } else {
#pragma unroll
                for (int k = 0; k < 4; k++)
#pragma unroll
                    for (int j = 0; j < MQ; j += 4) {
                        float b[4];
                        spread(four<SlabB>(slabB, four0 * 4 + k, right + j / 4 * 16), b);
#pragma unroll
                        for (int e = 0; e < 4; e++)
#pragma unroll
                            for (int i = 0; i < MP; i++) c[i][j + e] = fmaf(a[k][i], b[e], c[i][j + e]);
                    }
            }
        }
    }

    __device__ __forceinline__ void stage(float* to) const {
#pragma unroll
        for (int i = 0; i < MP; i++)
#pragma unroll
            for (int j = 0; j < MQ; j++) to[Staging<Q>::at(place(A_ALONG_K, down, i), place(B_ALONG_K, right, j))] = c[i][j];
    }
};
