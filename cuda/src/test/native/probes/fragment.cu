// Products on the tensor cores, c[16][8] = a[16][K] b[K][8], by one warp: fragments are loaded element by element as the PTX
// ISA says, or by ldmatrix. b is given by columns, bt[8][K].
#include "kernel.h"

struct FragmentArguments {
    const void* a;
    const void* bt;
    float* c;
};

__device__ inline unsigned pair(const unsigned short* p) { return p[0] | static_cast<unsigned>(p[1]) << 16; }

__device__ inline void store(float* c, const float r[4]) {
    int g = threadIdx.x / 4, q = threadIdx.x % 4;
    for (int i = 0; i < 4; i++) c[(g + 8 * (i / 2)) * 8 + 2 * q + i % 2] = r[i];
}

__device__ inline void load16(const FragmentArguments& p, unsigned a[4], unsigned b[2]) {
    int g = threadIdx.x / 4, q = threadIdx.x % 4;
    const auto* rows = static_cast<const unsigned short*>(p.a);
    const auto* columns = static_cast<const unsigned short*>(p.bt);
    for (int i = 0; i < 4; i++) a[i] = pair(rows + (g + 8 * (i % 2)) * 16 + 2 * q + 8 * (i / 2));
    for (int i = 0; i < 2; i++) b[i] = pair(columns + g * 16 + 2 * q + 8 * i);
}

KERNEL(fragment_bf16, (FragmentArguments p)) {
    unsigned a[4], b[2];
    float c[4] = {1, 1, 1, 1};
    load16(p, a, b);
    mma_bf16(c, a, b);
    store(p.c, c);
}

KERNEL(fragment_f16, (FragmentArguments p)) {
    unsigned a[4], b[2];
    float c[4] = {1, 1, 1, 1};
    load16(p, a, b);
    mma_f16(c, a, b);
    store(p.c, c);
}

KERNEL(fragment_tf32, (FragmentArguments p)) {
    int g = threadIdx.x / 4, q = threadIdx.x % 4;
    const auto* rows = static_cast<const float*>(p.a);
    const auto* columns = static_cast<const float*>(p.bt);
    unsigned a[4], b[2];
    float c[4] = {1, 1, 1, 1};
    for (int i = 0; i < 4; i++) a[i] = to_tf32(rows[(g + 8 * (i % 2)) * 8 + q + 4 * (i / 2)]);
    for (int i = 0; i < 2; i++) b[i] = to_tf32(columns[g * 8 + q + 4 * i]);
    mma_tf32(c, a, b);
    store(p.c, c);
}

// The same as fragment_bf16, from shared memory. a lies by rows; b by columns for ldmatrix_x2, and by rows for its
// transposing form, whose result must be the same.
KERNEL(fragment_ldmatrix, (FragmentArguments p)) {
    __shared__ __align__(16) unsigned short rows[16 * 16], columns[8 * 16], b_rows[16 * 8], at[16 * 16];
    const auto* a_global = static_cast<const unsigned short*>(p.a);
    const auto* b_global = static_cast<const unsigned short*>(p.bt);
    for (int i = threadIdx.x; i < 256; i += 32) {
        rows[i] = a_global[i];
        at[i % 16 * 16 + i / 16] = a_global[i];
    }
    for (int i = threadIdx.x; i < 128; i += 32) {
        columns[i] = b_global[i];
        b_rows[i % 16 * 8 + i / 16] = b_global[i];
    }
    __syncwarp();
    int lane = threadIdx.x;
    unsigned a[4], a2[4], b[2], b2[2];
    ldmatrix_x4(a, rows + lane % 16 * 16 + lane / 16 * 8);
    // Transposed: matrix m of a begins at row 8 (m % 2), column 8 (m / 2), and lies with its rows as columns.
    int m = lane / 8, r = lane % 8;
    ldmatrix_x4_trans(a2, at + (8 * (m / 2) + r) * 16 + 8 * (m % 2));
    ldmatrix_x2(b, columns + r * 16 + m % 2 * 8);
    ldmatrix_x2_trans(b2, b_rows + lane % 16 * 8);
    float c[4] = {1, 1, 1, 1};
    mma_bf16(c, a, b);
    store(p.c, c);
    float c2[4] = {1, 1, 1, 1};
    mma_bf16(c2, a2, b2);
    store(p.c + 128, c2);
}
