// Updates of parameters, which lie dense.
#include "packs.h"

struct SgdArguments {
    long long count;
    void* parameters;
    const void* gradients;
    void* buffer; // of momentum, or null
    double learningRate, momentum, weightDecay;
    double taken; // 1 - dampening: share of the gradient that enters the momentum
    int nesterov, firstStep;
    int packed, unused;
};

//   d      = gradient + weightDecay * parameter
//   buffer = momentum * buffer + taken * d      (in the first step: d)
//   u      = buffer                             (Nesterov: d + momentum * buffer; no momentum: d)
//   parameter -= learningRate * u
template <int D, int W>
__device__ inline void sgd(const SgdArguments& a, long long i) {
    typedef typename Type<D>::Value V;
    V momentum = (V)a.momentum, taken = (V)a.taken, weightDecay = (V)a.weightDecay, learningRate = (V)a.learningRate;
    Pack<D, W> parameters, gradients, buffer;
    parameters.load(a.parameters, i);
    gradients.load(a.gradients, i);
    if (a.buffer && !a.firstStep) buffer.load(a.buffer, i);
    for (int k = 0; k < W; k++) {
        V d = gradients[k] + weightDecay * parameters[k], update = d;
        if (a.buffer) {
            V kept = a.firstStep ? d : momentum * buffer[k] + taken * d;
            buffer.set(k, kept);
            update = a.nesterov ? d + momentum * kept : kept;
        }
        parameters.set(k, parameters[k] - learningRate * update);
    }
    parameters.store(a.parameters, i);
    if (a.buffer) buffer.store(a.buffer, i);
}

template <int D, int W>
__device__ inline void sgdAll(const SgdArguments& a) {
    long long packs = a.count / W;
    FOR_EACH(i, packs) sgd<D, W>(a, i * W);
    FOR_EACH(i, a.count - packs * W) sgd<D, 1>(a, packs * W + i);
}

PACKED_KERNELS(optimizer_sgd, SgdArguments, a.packed, sgdAll)
