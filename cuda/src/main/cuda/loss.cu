// Cross entropy of softmax with labels, which may be smoothed (Szegedy et al. 2016, section 7), and its gradient.
//
// Legend: N samples, C classes, s smoothing.
#include "tiles.h"
#include "together.h"

// An array of two dimensions, of any type.
struct Matrix {
    void* data;
    long long rowStride, columnStride;
    int dtype, unused;
};

__device__ __forceinline__ long long labelOf(const Line& labels, long long row) {
    return ((const long long*)labels.data)[row * labels.stride];
}

struct CrossEntropyArguments {
    long long rows;
    int classes, unused;
    double smoothing;
    Matrix logits, probabilities;
    Line labels, losses; // labels are int64
    unsigned long long* wrong; // gets row + 1 (upper half) and label of a sample whose label is no class
};

// loss = log(sum of exp(x - largest)) - (1 - s) (x[label] - largest) - s / C sum of (x - largest)
template <class V, bool BLOCK>
__device__ inline void crossEntropy(const CrossEntropyArguments& a) {
    __shared__ V shared[32];
    int lanes = BLOCK ? blockDim.x : 32, lane = threadIdx.x & (lanes - 1), C = a.classes;
    long long row = BLOCK ? blockIdx.x : blockIdx.x * (blockDim.x / 32ll) + threadIdx.x / 32;
    if (row >= a.rows) return;
    long long from = row * a.logits.rowStride, to = row * a.probabilities.rowStride;
    V largest = -(V)INFINITY, sum = 0, distances = 0;
    for (int c = lane; c < C; c += lanes)
        largest = Larger()(largest, load<V>(a.logits.data, a.logits.dtype, from + c * a.logits.columnStride));
    largest = together<BLOCK>(largest, Larger(), shared);
    for (int c = lane; c < C; c += lanes) {
        V distance = load<V>(a.logits.data, a.logits.dtype, from + c * a.logits.columnStride) - largest;
        distances += distance;
        sum += exp(distance);
    }
    sum = together<BLOCK>(sum, Sum(), shared);
    distances = together<BLOCK>(distances, Sum(), shared);
    long long label = labelOf(a.labels, row);
    bool wrong = label < 0 || label >= C;
    for (int c = lane; c < C; c += lanes) {
        V distance = load<V>(a.logits.data, a.logits.dtype, from + c * a.logits.columnStride) - largest;
        store(a.probabilities.data, a.probabilities.dtype, to + c * a.probabilities.columnStride,
              wrong ? (V)NAN : exp(distance) / sum);
    }
    if (lane != 0) return;
    if (wrong) {
        long long shown = min(max(label, -2147483647ll), 2147483647ll);
        *a.wrong = (unsigned long long)(row + 1) << 32 | (unsigned)(int)shown;
        a.losses.set(row, (V)NAN);
        return;
    }
    V ofLabel = load<V>(a.logits.data, a.logits.dtype, from + label * a.logits.columnStride) - largest;
    // Without smoothing the other logits have no part, not even an infinite one.
    V smooth = a.smoothing == 0 ? (V)0 : (V)(a.smoothing / C) * distances;
    a.losses.set(row, log(sum) - (V)(1 - a.smoothing) * ofLabel - smooth);
}

KERNEL(loss_warps_float, (CrossEntropyArguments a)) { crossEntropy<float, false>(a); }
KERNEL(loss_warps_double, (CrossEntropyArguments a)) { crossEntropy<double, false>(a); }
KERNEL(loss_blocks_float, (CrossEntropyArguments a)) { crossEntropy<float, true>(a); }
KERNEL(loss_blocks_double, (CrossEntropyArguments a)) { crossEntropy<double, true>(a); }

struct CrossEntropyGradientArguments {
    long long rows;
    int classes, unused;
    double smoothing;
    Matrix probabilities, dlogits;
    Line labels, dlosses;
};

template <class V>
__device__ inline void crossEntropyGradient(const CrossEntropyGradientArguments& a) {
    V everywhere = (V)(a.smoothing / a.classes), onLabel = (V)(1 - a.smoothing + a.smoothing / a.classes);
    FOR_EACH(i, a.rows * a.classes) {
        long long row = i / a.classes, c = i - row * a.classes;
        V target = c == labelOf(a.labels, row) ? onLabel : everywhere;
        V probability = load<V>(a.probabilities.data, a.probabilities.dtype,
                                row * a.probabilities.rowStride + c * a.probabilities.columnStride);
        store(a.dlogits.data, a.dlogits.dtype, row * a.dlogits.rowStride + c * a.dlogits.columnStride,
              (probability - target) * a.dlosses.get<V>(row));
    }
}

KERNEL(loss_gradient_float, (CrossEntropyGradientArguments a)) { crossEntropyGradient<float>(a); }
KERNEL(loss_gradient_double, (CrossEntropyGradientArguments a)) { crossEntropyGradient<double>(a); }
