// Adam (Kingma and Ba 2015, algorithm 1) and AdamW (Loshchilov and Hutter 2019, algorithm 2) on arrays that lie dense.
#include "packs.h"
#include "together.h"

struct AdamArguments {
    long long count;
    void* parameters;
    const void* gradients;
    void* average;
    void* averageSquare;
    void* largest; // of the averages of squares so far, or null
    double kept; // of the parameter: 1 - learningRate * weightDecay where the decay is apart from the gradient
    double weightDecay; // factor of the parameter that is added to its gradient
    double beta1, taken1; // taken: 1 - beta
    double beta2, taken2;
    double stepSize; // learningRate / (1 - beta1^t)
    double rootScale; // 1 / sqrt(1 - beta2^t)
    double epsilon;
    int packed, unused;
};

//   d = gradient + weightDecay * parameter
//   m = beta1 * m + taken1 * d
//   v = beta2 * v + taken2 * d^2
//   largest = max(largest, v)               (if it is kept: in the place of v below)
//   parameter = kept * parameter - stepSize * m / (rootScale * sqrt(v) + epsilon)
// with m, v and largest as they are stored.
template <int D, int W>
__device__ inline void adam(const AdamArguments& a, long long i) {
    typedef typename Type<D>::Value V;
    V kept = (V)a.kept, weightDecay = (V)a.weightDecay, stepSize = (V)a.stepSize, rootScale = (V)a.rootScale;
    V beta1 = (V)a.beta1, taken1 = (V)a.taken1, beta2 = (V)a.beta2, taken2 = (V)a.taken2, epsilon = (V)a.epsilon;
    Pack<D, W> parameters, gradients, average, square, largest;
    parameters.load(a.parameters, i);
    gradients.load(a.gradients, i);
    average.load(a.average, i);
    square.load(a.averageSquare, i);
    if (a.largest) largest.load(a.largest, i);
    for (int k = 0; k < W; k++) {
        V d = gradients[k];
        if (weightDecay != 0) d += weightDecay * parameters[k];
        average.set(k, beta1 * average[k] + taken1 * d);
        square.set(k, beta2 * square[k] + taken2 * d * d);
        V divisor = square[k];
        if (a.largest) {
            largest.set(k, Larger()(largest[k], divisor));
            divisor = largest[k];
        }
        parameters.set(k, kept * parameters[k] - stepSize * average[k] / (rootScale * sqrt(divisor) + epsilon));
    }
    parameters.store(a.parameters, i);
    average.store(a.average, i);
    square.store(a.averageSquare, i);
    if (a.largest) largest.store(a.largest, i);
}

template <int D, int W>
__device__ inline void adamAll(const AdamArguments& a) {
    long long packs = a.count / W;
    FOR_EACH(i, packs) adam<D, W>(a, i * W);
    FOR_EACH(i, a.count - packs * W) adam<D, 1>(a, packs * W + i);
}

PACKED_KERNELS(adam_update, AdamArguments, a.packed, adamAll)
