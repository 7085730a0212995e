// What follows a convolution or a sum, in one pass over memory; also the last pass of batch normalisation.
#include "tiles.h"

struct EpilogueArguments {
    Tiles tiles;
    const void* x;
    const void* addend; // or null
    void* y; // may be x
    const void* coefficients; // [3, C]: mean, factor, shift; if null they come from the arrays of the normalisation
    double epsilon;
    Line scale, shift, mean, variance; // all null for no normalisation
    int normalized, relu;
};

// y = relu((x - mean) factor + shift + addend) of channels-last images, or some of it.
template <int D, int W>
__device__ inline void epilogue(const EpilogueArguments& a) {
    typedef typename Type<D>::Value V;
    constexpr int ROWS = 4; // on their way at once
    SHARED_DYN(V, shared); // [3, lanes, W]
    int C = a.tiles.channels, columns = a.tiles.lanes * W;
    Place<W> place(a.tiles);
    const V* coefficients = (const V*)a.coefficients;
    for (int i = threadIdx.x; a.normalized && i < columns; i += blockDim.x) {
        int c = blockIdx.y * columns + i;
        if (c >= C) break;
        if (a.coefficients) {
            for (int which = 0; which < 3; which++) shared[which * columns + i] = coefficients[(long long)which * C + c];
        } else {
            shared[i] = a.mean.get<V>(c);
            shared[columns + i] = a.scale.get<V>(c) / sqrt(a.variance.get<V>(c) + (V)a.epsilon);
            shared[2 * columns + i] = a.shift.get<V>(c);
        }
    }
    __syncthreads();
    if (place.count == 0) return;
    V mean[W], factor[W], shift[W];
    for (int k = 0; k < W; k++) {
        const V* mine = shared + place.lane * W + k;
        mean[k] = factor[k] = shift[k] = 0;
        if (a.normalized) mean[k] = mine[0], factor[k] = mine[columns], shift[k] = mine[2 * columns];
    }
    for (long long row = place.row; row < place.end; row += (long long)ROWS * place.lines) {
        Pack<D, W> x[ROWS], addend[ROWS];
        for (int j = 0; j < ROWS; j++) {
            long long i = (row + j * place.lines) * C + place.column;
            if (row + j * place.lines < place.end) {
                x[j].load(a.x, i);
                if (a.addend) addend[j].load(a.addend, i);
            }
        }
        for (int j = 0; j < ROWS; j++) {
            if (row + j * place.lines >= place.end) break;
            for (int k = 0; k < W; k++) {
                V y = a.normalized ? normalized<V>(x[j][k], mean[k], factor[k], shift[k]) : x[j][k];
                if (a.addend) y += addend[j][k];
                x[j].set(k, a.relu ? relu(y) : y);
            }
            x[j].store(a.y, (row + j * place.lines) * C + place.column);
        }
    }
}

PACKED_KERNELS(epilogue_channels, EpilogueArguments, a.tiles.packed, epilogue)

struct AddReluArguments {
    long long count;
    const void* a;
    const void* b;
    void* y;
    int packed, unused;
};

// y = relu(a + b) of arrays that lie dense in one order.
template <int D, int W>
__device__ inline void addRelu(const AddReluArguments& a, long long i) {
    Pack<D, W> left, right;
    left.load(a.a, i);
    right.load(a.b, i);
    for (int k = 0; k < W; k++) left.set(k, relu(left[k] + right[k]));
    left.store(a.y, i);
}

template <int D, int W>
__device__ inline void addReluAll(const AddReluArguments& a) {
    long long packs = a.count / W;
    FOR_EACH(i, packs) addRelu<D, W>(a, i * W);
    FOR_EACH(i, a.count - packs * W) addRelu<D, 1>(a, packs * W + i);
}

PACKED_KERNELS(epilogue_addrelu, AddReluArguments, a.packed, addReluAll)

struct AddReluStridedArguments {
    Loop loop;
    Operand operands[3]; // y, a, b
};

template <class V>
__device__ inline void addReluStrided(const AddReluStridedArguments& a) {
    FOR_EACH(i, a.loop.count) {
        long long at[3];
        locate(a.loop, a.operands, i, at);
        V sum = load<V>(a.operands[1].data, a.operands[1].dtype, at[1]) + load<V>(a.operands[2].data, a.operands[2].dtype, at[2]);
        store(a.operands[0].data, a.operands[0].dtype, at[0], relu(sum));
    }
}

KERNEL(epilogue_addrelustrided_float, (AddReluStridedArguments a)) { addReluStrided<float>(a); }
KERNEL(epilogue_addrelustrided_double, (AddReluStridedArguments a)) { addReluStrided<double>(a); }
