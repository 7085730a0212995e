// Products of matrices in float64 and in whole numbers (64 bits, wrapped when stored), for any strides. Neither is on the way of a training
// step, so these are the textbook's: 16 x 16 results per block through shared memory, each sum in ascending order of k.
#include "elements.h"

struct GemmPlainArguments {
    const void* a;
    const void* b;
    const void* bias; // [columns] of the result's type or float32, or null
    void* y;
    long long aMatrix, aRow, aInner, bMatrix, bInner, bColumn, yMatrix, yRow, yColumn, biasStride; // strides in elements
    int rows, columns, inner, aType, bType, biasType, yType;
};

// Grid: x tiles, row by row of them; z matrices. Blocks of 256.
template <class NUMBER>
__device__ __forceinline__ void plainProduct(const GemmPlainArguments& g, NUMBER (*left)[17], NUMBER (*right)[17]) {
    int across = (g.columns + 15) / 16, i = threadIdx.x / 16, j = threadIdx.x % 16;
    int row = blockIdx.x / across * 16 + i, column = blockIdx.x % across * 16 + j;
    NUMBER sum = 0;
    if (g.bias != nullptr && column < g.columns) sum = load<NUMBER>(g.bias, g.biasType, column * g.biasStride);
    for (int k0 = 0; k0 < g.inner; k0 += 16) {
        left[i][j] = row < g.rows && k0 + j < g.inner ? load<NUMBER>(g.a, g.aType, blockIdx.z * g.aMatrix + row * g.aRow + (k0 + j) * g.aInner) : 0;
        right[i][j] = column < g.columns && k0 + i < g.inner ? load<NUMBER>(g.b, g.bType, blockIdx.z * g.bMatrix + (k0 + i) * g.bInner + column * g.bColumn) : 0;
        __syncthreads();
        for (int k = 0; k < min(16, g.inner - k0); k++) sum += left[i][k] * right[k][j];
        __syncthreads();
    }
    if (row < g.rows && column < g.columns) store(g.y, g.yType, blockIdx.z * g.yMatrix + row * g.yRow + column * g.yColumn, sum);
}

KERNEL(gemmplain_f64, (GemmPlainArguments g)) {
    __shared__ double left[16][17], right[16][17];
    plainProduct<double>(g, left, right);
}

KERNEL(gemmplain_whole, (GemmPlainArguments g)) {
    __shared__ long long left[16][17], right[16][17];
    plainProduct<long long>(g, left, right);
}
