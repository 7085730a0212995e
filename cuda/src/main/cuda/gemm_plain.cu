// Products of matrices in float64 and in whole numbers (64 bits, wrapped when stored), for any strides. Neither is on the way of a training
// step, so these are the textbook's: 16 x 16 results per block through shared memory, each sum in ascending order of k.
#include "gemm_elements.h"

struct GemmPlainArguments {
    const void* a;
    const void* b;
    const void* bias; // [columns] of the result's type or float32, or null
    void* y;
    long long aMatrix, aRow, aInner, bMatrix, bInner, bColumn, yMatrix, yRow, yColumn, biasStride; // strides in elements
    int rows, columns, inner, aType, bType, biasType, yType;
};

struct Reals {
    typedef double Number;
    static __device__ __forceinline__ double load(const void* p, long long i, int type) { return loadReal(p, i, type); }
    static __device__ __forceinline__ void store(void* p, long long i, int type, double v) { storeReal(p, i, type, v); }
};

struct Wholes {
    typedef long long Number;
    static __device__ __forceinline__ long long load(const void* p, long long i, int type) { return loadWhole(p, i, type); }
    static __device__ __forceinline__ void store(void* p, long long i, int type, long long v) { storeWhole(p, i, type, v); }
};

// Grid: x tiles, row by row of them; z matrices. Blocks of 16 x 16.
template <class NUMBERS>
__device__ __forceinline__ void plainProduct(const GemmPlainArguments& g, typename NUMBERS::Number (*left)[17], typename NUMBERS::Number (*right)[17]) {
    int across = (g.columns + 15) / 16, i = threadIdx.y, j = threadIdx.x;
    int row = blockIdx.x / across * 16 + i, column = blockIdx.x % across * 16 + j;
    typename NUMBERS::Number sum = 0;
    if (g.bias != nullptr && column < g.columns) sum = NUMBERS::load(g.bias, column * g.biasStride, g.biasType);
    for (int k0 = 0; k0 < g.inner; k0 += 16) {
        left[i][j] = row < g.rows && k0 + j < g.inner ? NUMBERS::load(g.a, blockIdx.z * g.aMatrix + row * g.aRow + (k0 + j) * g.aInner, g.aType) : 0;
        right[i][j] = column < g.columns && k0 + i < g.inner ? NUMBERS::load(g.b, blockIdx.z * g.bMatrix + (k0 + i) * g.bInner + column * g.bColumn, g.bType) : 0;
        __syncthreads();
        for (int k = 0; k < min(16, g.inner - k0); k++) sum += left[i][k] * right[k][j];
        __syncthreads();
    }
    if (row < g.rows && column < g.columns) NUMBERS::store(g.y, blockIdx.z * g.yMatrix + row * g.yRow + column * g.yColumn, g.yType, sum);
}

KERNEL(gemm_f64, (GemmPlainArguments g)) {
    __shared__ double left[16][17], right[16][17];
    plainProduct<Reals>(g, left, right);
}

KERNEL(gemm_whole, (GemmPlainArguments g)) {
    __shared__ long long left[16][17], right[16][17];
    plainProduct<Wholes>(g, left, right);
}
