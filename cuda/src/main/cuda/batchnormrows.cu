// Batch normalisation of one image in plain order, [1, C, H, W], whose channels are rows of neighbouring elements. Layer and
// group normalisation come so, with many rows: a warp takes each, or a block where rows are long, and does all in one kernel.
//
// Legend: C channels, M elements of a channel, z = (x - mean) / sqrt(variance + epsilon), factor = scale / sqrt(variance + epsilon).
#include "tiles.h"
#include "together.h"

// The row of a thread, and which of its packs are the thread's.
template <bool BLOCK, int W>
struct Row {
    long long row, step, first;

    __device__ Row() {
        int lanes = BLOCK ? blockDim.x : 32;
        row = BLOCK ? blockIdx.x : blockIdx.x * (blockDim.x / 32ll) + threadIdx.x / 32;
        first = (threadIdx.x & (lanes - 1)) * W;
        step = lanes * W;
    }
};

struct ForwardArguments {
    long long rows, length;
    double epsilon, momentum, unbiased;
    const void* x;
    void* y;
    void* coefficients; // [3, C]: mean, factor, shift; null if y does not end in a relu
    Line scale, shift, mean, variance, runningMean, runningVariance;
    int packed, unused;
};

template <int D, int W, bool BLOCK>
__device__ inline void forward(const ForwardArguments& a) {
    typedef typename Type<D>::Value V;
    __shared__ V shared[32];
    Row<BLOCK, W> at;
    long long c = at.row, begin = c * a.length;
    if (c >= a.rows) return;
    Pack<D, 1> one;
    one.load(a.x, begin);
    Pack<D, W> x;
    V sum = 0, squares = 0;
    for (long long i = at.first; i < a.length; i += at.step) {
        x.load(a.x, begin + i);
        for (int k = 0; k < W; k++) sum += x[k] - one[0];
    }
    V mean = one[0] + together<BLOCK>(sum, Sum(), shared) / a.length;
    for (long long i = at.first; i < a.length; i += at.step) {
        x.load(a.x, begin + i);
        for (int k = 0; k < W; k++) squares = fused(x[k] - mean, x[k] - mean, squares);
    }
    mean = a.mean.rounded(mean);
    V variance = a.variance.rounded(together<BLOCK>(squares, Sum(), shared) / a.length);
    V factor = a.scale.get<V>(c) / sqrt(variance + (V)a.epsilon), shift = a.shift.get<V>(c);
    bool ends = a.coefficients != nullptr;
    for (long long i = at.first; i < a.length; i += at.step) {
        x.load(a.x, begin + i);
        for (int k = 0; k < W; k++) {
            V y = normalized<V>(x[k], mean, factor, shift);
            x.set(k, ends ? relu(y) : y);
        }
        x.store(a.y, begin + i);
    }
    if (at.first != 0) return;
    a.mean.set(c, mean);
    a.variance.set(c, variance);
    V taken = (V)a.momentum, kept = (V)(1 - a.momentum);
    a.runningMean.set(c, kept * a.runningMean.get<V>(c) + taken * mean);
    a.runningVariance.set(c, kept * a.runningVariance.get<V>(c) + taken * (V)a.unbiased * variance);
    if (ends) {
        V* coefficients = (V*)a.coefficients + c;
        coefficients[0] = mean;
        coefficients[a.rows] = factor;
        coefficients[2 * a.rows] = shift;
    }
}

struct BackwardArguments {
    long long rows, length;
    double epsilon;
    const void* x;
    const void* dy;
    void* dx; // may be dy
    const void* coefficients; // as above
    Line scale, mean, variance, dscale, dshift;
    int packed, unused;
};

// dx = factor (dy - dshift / M - z dscale / M)
template <int D, int W, bool BLOCK>
__device__ inline void backward(const BackwardArguments& a) {
    typedef typename Type<D>::Value V;
    __shared__ V shared[32];
    Row<BLOCK, W> at;
    long long c = at.row, begin = c * a.length;
    if (c >= a.rows) return;
    const V* coefficients = (const V*)a.coefficients + c;
    bool ends = a.coefficients != nullptr;
    V mean = a.mean.get<V>(c), inverse = 1 / sqrt(a.variance.get<V>(c) + (V)a.epsilon);
    V factor = ends ? coefficients[a.rows] : a.scale.get<V>(c) * inverse, shift = ends ? coefficients[2 * a.rows] : 0;
    V sum = 0, weighted = 0;
    Pack<D, W> x, dy;
    for (long long i = at.first; i < a.length; i += at.step) {
        x.load(a.x, begin + i);
        dy.load(a.dy, begin + i);
        for (int k = 0; k < W; k++) {
            V y = Type<D>::from(Type<D>::to(normalized<V>(x[k], mean, factor, shift)));
            V gradient = !ends || y > 0 ? dy[k] : 0;
            sum += gradient;
            weighted = fused(gradient, x[k] - mean, weighted);
        }
    }
    sum = together<BLOCK>(sum, Sum(), shared);
    weighted = together<BLOCK>(weighted, Sum(), shared) * inverse;
    V center = sum / a.length, slope = weighted * inverse / a.length;
    for (long long i = at.first; i < a.length; i += at.step) {
        x.load(a.x, begin + i);
        dy.load(a.dy, begin + i);
        for (int k = 0; k < W; k++) {
            V y = Type<D>::from(Type<D>::to(normalized<V>(x[k], mean, factor, shift)));
            V gradient = !ends || y > 0 ? dy[k] : 0;
            dy.set(k, factor * (gradient - fused(x[k] - mean, slope, center)));
        }
        dy.store(a.dx, begin + i);
    }
    if (at.first != 0) return;
    a.dshift.set(c, sum);
    a.dscale.set(c, weighted);
}

template <int D, int W>
__device__ inline void forwardInWarps(const ForwardArguments& a) { forward<D, W, false>(a); }
template <int D, int W>
__device__ inline void forwardInBlocks(const ForwardArguments& a) { forward<D, W, true>(a); }
template <int D, int W>
__device__ inline void backwardInWarps(const BackwardArguments& a) { backward<D, W, false>(a); }
template <int D, int W>
__device__ inline void backwardInBlocks(const BackwardArguments& a) { backward<D, W, true>(a); }

PACKED_KERNELS(batchnormrows_forwardwarps, ForwardArguments, a.packed, forwardInWarps)
PACKED_KERNELS(batchnormrows_forwardblocks, ForwardArguments, a.packed, forwardInBlocks)
PACKED_KERNELS(batchnormrows_backwardwarps, BackwardArguments, a.packed, backwardInWarps)
PACKED_KERNELS(batchnormrows_backwardblocks, BackwardArguments, a.packed, backwardInBlocks)
