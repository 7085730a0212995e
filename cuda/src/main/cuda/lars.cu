// Layer-wise adaptive rate scaling (You, Gitman and Ginsburg 2017, algorithm 1) on arrays that lie dense.
#include "packs.h"
#include "together.h"

struct SquaresArguments {
    long long count;
    const void* parameters;
    const void* gradients;
    double* sums; // [2, blocks] of squares of parameters and gradients
    int packed, unused;
};

template <int D, int W>
__device__ __forceinline__ double squaresAt(const void* x, long long i) {
    Pack<D, W> elements;
    elements.load(x, i);
    double sum = 0;
    for (int k = 0; k < W; k++) sum += (double)elements[k] * elements[k];
    return sum;
}

// Each block leaves its share of both sums of squares, in an order that follows from the count and the alignment.
template <int D, int W>
__device__ inline void squares(const SquaresArguments& a) {
    __shared__ double shared[32];
    double parameters = 0, gradients = 0;
    long long packs = a.count / W;
    FOR_EACH(i, packs) {
        parameters += squaresAt<D, W>(a.parameters, i * W);
        gradients += squaresAt<D, W>(a.gradients, i * W);
    }
    FOR_EACH(i, a.count - packs * W) {
        parameters += squaresAt<D, 1>(a.parameters, packs * W + i);
        gradients += squaresAt<D, 1>(a.gradients, packs * W + i);
    }
    parameters = together<true>(parameters, Sum(), shared);
    gradients = together<true>(gradients, Sum(), shared);
    if (threadIdx.x != 0) return;
    a.sums[blockIdx.x] = parameters;
    a.sums[gridDim.x + blockIdx.x] = gradients;
}

PACKED_KERNELS(lars_squares, SquaresArguments, a.packed, squares)

struct LarsArguments {
    long long count;
    void* parameters;
    const void* gradients;
    void* buffer; // of momentum
    const double* sums; // [2, parts] of squares of parameters and gradients
    double learningRate, momentum, weightDecay, trustCoefficient, epsilon;
    int parts; // 0 if the rate does not follow the norms
    int packed;
};

//   rate = trustCoefficient * |w| / (|g| + weightDecay * |w| + epsilon)     (1 if |w| or |g| is 0)
// which every block computes for itself, in the same order.
__device__ inline double layerRate(const LarsArguments& a) {
    __shared__ double shared[32];
    if (a.parts == 0) return 1;
    double parameters = 0, gradients = 0;
    for (int part = threadIdx.x; part < a.parts; part += blockDim.x) {
        parameters += a.sums[part];
        gradients += a.sums[a.parts + part];
    }
    parameters = sqrt(together<true>(parameters, Sum(), shared));
    gradients = sqrt(together<true>(gradients, Sum(), shared));
    if (parameters == 0 || gradients == 0) return 1;
    return a.trustCoefficient * parameters / (gradients + a.weightDecay * parameters + a.epsilon);
}

//   buffer = momentum * buffer + scale * (g + weightDecay * w)     with scale = learningRate * rate
//   w     -= buffer                                                as it is stored
template <int D, int W>
__device__ inline void lars(const LarsArguments& a, typename Type<D>::Value scale, long long i) {
    typedef typename Type<D>::Value V;
    V momentum = (V)a.momentum, weightDecay = (V)a.weightDecay;
    Pack<D, W> parameters, gradients, buffer;
    parameters.load(a.parameters, i);
    gradients.load(a.gradients, i);
    buffer.load(a.buffer, i);
    for (int k = 0; k < W; k++) {
        V d = gradients[k];
        if (weightDecay != 0) d += weightDecay * parameters[k];
        buffer.set(k, momentum * buffer[k] + scale * d);
        parameters.set(k, parameters[k] - buffer[k]);
    }
    parameters.store(a.parameters, i);
    buffer.store(a.buffer, i);
}

template <int D, int W>
__device__ inline void larsAll(const LarsArguments& a) {
    typedef typename Type<D>::Value V;
    V scale = (V)(a.learningRate * layerRate(a));
    long long packs = a.count / W;
    FOR_EACH(i, packs) lars<D, W>(a, scale, i * W);
    FOR_EACH(i, a.count - packs * W) lars<D, 1>(a, scale, packs * W + i);
}

PACKED_KERNELS(lars_update, LarsArguments, a.packed, larsAll)
