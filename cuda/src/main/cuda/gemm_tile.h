// One tile of a product: the pipeline from device memory through shared memory to the accumulators, and the way of the results back.
//
// STAGES slabs of each operand are on their way at a time: while one is multiplied, STAGES - 1 are being copied by cp.async. One barrier per step does: behind
// it everybody has finished the step before, whose slabs are filled next.
#pragma once
#include "elements.h"
#include "gemm_product.h"

// Where a tile goes: y[offset of row + column], plus bias[column] if there is one.
struct TileOutput {
    void* y;
    const float* bias; // null for none
    int rows, columns; // of the whole result
    int type;          // of y: FLOAT16, BFLOAT16 or FLOAT32
};

template <int STAGES, class PRODUCT, class LOADER>
__device__ __forceinline__ void accumulate(PRODUCT& product, LOADER& loader, int steps, unsigned char* shared) {
    constexpr int A = PRODUCT::SlabA::BYTES, STAGE = A + PRODUCT::SlabB::BYTES;
#pragma unroll
    for (int i = 0; i < STAGES - 1; i++) {
        if (i < steps) loader.next(shared + i * STAGE, shared + i * STAGE + A);
        cp_async_commit();
    }
    int use = 0, fill = STAGES - 1;
#pragma unroll 1
    for (int step = 0; step < steps; step++) {
        cp_async_wait<STAGES - 2>();
        __syncthreads();
        product.multiply(shared + use * STAGE, shared + use * STAGE + A, [&] {
            if (step + STAGES - 1 < steps) loader.next(shared + fill * STAGE, shared + fill * STAGE + A);
            cp_async_commit(); // empty at the end, so that waiting counts alike
        });
        use = use + 1 == STAGES ? 0 : use + 1;
        fill = fill + 1 == STAGES ? 0 : fill + 1;
    }
    cp_async_wait<0>();
    __syncthreads(); // the slabs' memory is free
}

__device__ __forceinline__ unsigned short toHalf(float value, int type) { return type == BFLOAT16 ? f2bf(value) : f2half(value); }

__device__ __forceinline__ unsigned twoHalves(float low, float high, int type) { return toHalf(low, type) | (unsigned)toHalf(high, type) << 16; }

// Columns column .. column + WIDTH - 1 of a row, from shared memory. Whole 16 bytes where the address allows it.
template <int WIDTH, int Q>
__device__ __forceinline__ void storeChunk(const float* from, int row, int column, long long to, const float bias[WIDTH], int count, int type, void* y) {
    float v[WIDTH];
#pragma unroll
    for (int i = 0; i < WIDTH; i += 4) {
        float4 four = *(const float4*)(from + Staging<Q>::at(row, column + i));
        v[i] = four.x + bias[i];
        v[i + 1] = four.y + bias[i + 1];
        v[i + 2] = four.z + bias[i + 2];
        v[i + 3] = four.w + bias[i + 3];
    }
    bool single = type == FLOAT32;
    unsigned char* address = (unsigned char*)y + to * (single ? 4 : 2);
    if (count >= WIDTH && ((unsigned long long)address & 15) == 0) {
        if (single) {
#pragma unroll
            for (int i = 0; i < WIDTH; i += 4) {
                float4 four;
                four.x = v[i];
                four.y = v[i + 1];
                four.z = v[i + 2];
                four.w = v[i + 3];
                ((float4*)address)[i / 4] = four;
            }
        } else {
#pragma unroll
            for (int i = 0; i < WIDTH; i += 8) {
                uint4 eight;
                eight.x = twoHalves(v[i], v[i + 1], type);
                eight.y = twoHalves(v[i + 2], v[i + 3], type);
                eight.z = twoHalves(v[i + 4], v[i + 5], type);
                eight.w = twoHalves(v[i + 6], v[i + 7], type);
                ((uint4*)address)[i / 8] = eight;
            }
        }
        return;
    }
#pragma unroll
    for (int i = 0; i < WIDTH; i++) {
        if (i < count) {
            if (single) ((float*)address)[i] = v[i];
            else ((unsigned short*)address)[i] = toHalf(v[i], type);
        }
    }
}

// PLACES tells where a row begins: its method at(row) gives an offset in elements.
template <int P, int Q, class PRODUCT, class PLACES>
__device__ __forceinline__ void finish(const PRODUCT& product, const TileOutput& out, const PLACES& places, int firstRow, int firstColumn, float* shared) {
    constexpr int WIDTH = 8, ACROSS = Q / WIDTH, PITCH = PRODUCT::THREADS / ACROSS;
    product.stage(shared);
    __syncthreads();
    int column = threadIdx.x % ACROSS * WIDTH, count = out.columns - firstColumn - column;
    if (count <= 0) return;
    float bias[WIDTH];
#pragma unroll
    for (int i = 0; i < WIDTH; i++) bias[i] = out.bias != nullptr && i < count ? out.bias[firstColumn + column + i] : 0.f;
#pragma unroll 2
    for (int row = threadIdx.x / ACROSS; row < P; row += PITCH) {
        if (firstRow + row >= out.rows) return;
        storeChunk<WIDTH, Q>(shared, row, column, places.at(firstRow + row) + firstColumn + column, bias, count, out.type, out.y);
    }
}

// The tile with a number: bands of `band` rows of tiles, and within a band column by column, so that the blocks which run at the same time share
// rows and columns in the L2 cache.
__device__ __forceinline__ void tileOf(int number, int down, int across, int band, int& p, int& q) {
    int perBand = band * across, first = number / perBand * band, height = min(band, down - first);
    int within = number % perBand;
    p = first + within % height;
    q = within / height;
}
