// What stands around the products: operands brought into order, and parts of sums added.
#include "elements.h"

// to[z, i, j] (lines of `line` elements) = from[z, i, j], converted; zeros from j = columns on. Grid: x columns, y lines, z matrices.
struct GemmArrangeArguments {
    const void* from;
    void* to;
    long long fromMatrix, fromLine, fromColumn; // strides in elements
    long long line;
    int lines, columns, fromType, toType;
};

KERNEL(gemmparts_arrange, (GemmArrangeArguments a)) {
    long long j = (long long)blockIdx.x * blockDim.x + threadIdx.x;
    if (j >= a.line) return;
    for (int i = blockIdx.y; i < a.lines; i += gridDim.y) {
        float value = j < a.columns ? load<float>(a.from, a.fromType, blockIdx.z * a.fromMatrix + i * a.fromLine + j * a.fromColumn) : 0.f;
        store(a.to, a.toType, ((long long)blockIdx.z * a.lines + i) * a.line + j, value);
    }
}

// y[i] = parts[0][i] + parts[1][i] + ... (+ bias[i modulo columns]), in this order.
struct GemmSumArguments {
    const float* parts;
    void* y;
    const float* bias; // or null
    long long count, splitStride;
    int splits, columns, yType;
};

KERNEL(gemmparts_sum, (GemmSumArguments a)) {
    long long step = (long long)gridDim.x * blockDim.x;
    for (long long i = (long long)blockIdx.x * blockDim.x + threadIdx.x; i < a.count; i += step) {
        float sum = 0;
        for (int s = 0; s < a.splits; s++) sum += a.parts[s * a.splitStride + i];
        store(a.y, a.yType, i, a.bias == nullptr ? sum : sum + a.bias[i % a.columns]);
    }
}
