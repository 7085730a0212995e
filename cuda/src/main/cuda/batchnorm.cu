// Batch normalisation (Ioffe and Szegedy 2015) of channels-last images. Statistics and sums of gradients are taken slab by slab,
// each block in a fixed order, and then put together in double precision, so that they are the same in every run.
//
// Legend: C channels, M elements of a channel, z = (x - mean) / sqrt(variance + epsilon), factor = scale / sqrt(variance + epsilon).
#include "tiles.h"

struct StatisticsArguments {
    Tiles tiles;
    const void* x;
    void* partial; // [slabs, 2, C]: mean of a slab and sum of squared differences from it
};

// Each thread sums up differences from its first element, so that nothing is lost where mean^2 is far above the variance.
template <int D, int W>
__device__ inline void statistics(const StatisticsArguments& a) {
    typedef typename Type<D>::Value V;
    SHARED_DYN(V, shared); // [2, threads, W]
    int C = a.tiles.channels, columns = a.tiles.lanes * W, all = blockDim.x * W;
    Place<W> place(a.tiles);
    if (place.count > 0) {
        V pivot[W], sum[W], squares[W];
        Pack<D, W> x;
        x.load(a.x, place.row * C + place.column);
        for (int k = 0; k < W; k++) pivot[k] = x[k], sum[k] = 0, squares[k] = 0;
#pragma unroll 4
        for (long long row = place.row + place.lines; row < place.end; row += place.lines) {
            x.load(a.x, row * C + place.column);
            for (int k = 0; k < W; k++) {
                V difference = x[k] - pivot[k];
                sum[k] += difference;
                squares[k] = fused(difference, difference, squares[k]);
            }
        }
        for (int k = 0; k < W; k++) {
            V distance = sum[k] / place.count, rest = squares[k] - distance * sum[k];
            shared[threadIdx.x * W + k] = pivot[k] + distance;
            shared[all + threadIdx.x * W + k] = rest < 0 ? 0 : rest;
        }
    }
    __syncthreads();
    long long slab = place.end - blockIdx.x * a.tiles.slab;
    for (int i = threadIdx.x; i < columns; i += blockDim.x) {
        long long c = blockIdx.y * (long long)columns + i;
        if (c >= C) break;
        V distance = 0, squares = 0;
        for (int line = 0; line < place.lines; line++) {
            long long count = place.rowsOf(line, slab);
            if (count > 0) distance += count * (shared[line * columns + i] - shared[i]);
        }
        V mean = shared[i] + distance / slab;
        for (int line = 0; line < place.lines; line++) {
            long long count = place.rowsOf(line, slab);
            V from = shared[line * columns + i] - mean;
            if (count > 0) squares += shared[all + line * columns + i] + count * from * from;
        }
        V* partial = (V*)a.partial + blockIdx.x * 2ll * C + c;
        partial[0] = mean;
        partial[C] = squares;
    }
}

PACKED_KERNELS(batchnorm_statistics, StatisticsArguments, a.tiles.packed, statistics)

// Sums over the threads of a column, of which there are 32; every thread gets its column's sum.
__device__ inline double columnSum(double* shared, double value) {
    shared[threadIdx.x] = value;
    __syncthreads();
    double sum = 0;
    for (unsigned i = threadIdx.x & 31; i < blockDim.x; i += 32) sum += shared[i];
    __syncthreads();
    return sum;
}

struct FinishArguments {
    long long rows, slab;
    int slabs, channels;
    double epsilon, momentum, unbiased;
    const void* partial;
    void* coefficients; // [3, C]: mean, factor, shift
    Line scale, shift, mean, variance, runningMean, runningVariance;
};

// Puts the statistics of all slabs together: rows of them with 32 channels for each block.
template <class V>
__device__ inline void finish(const FinishArguments& a) {
    SHARED_DYN(double, shared); // [threads]
    long long C = a.channels, c = blockIdx.x * 32ll + (threadIdx.x & 31);
    int first = threadIdx.x / 32, lines = blockDim.x / 32;
    bool inside = c < C;
    const V* partial = (const V*)a.partial + c;
    double pivot = inside && a.slabs > 0 ? partial[0] : 0, distance = 0, squares = 0;
    for (long long s = first; inside && s < a.slabs; s += lines)
        distance += min(a.slab, a.rows - s * a.slab) * (partial[s * 2 * C] - pivot);
    double mean = pivot + columnSum(shared, distance) / a.rows;
    for (long long s = first; inside && s < a.slabs; s += lines) {
        double from = partial[s * 2 * C] - mean;
        squares += partial[(s * 2 + 1) * C] + min(a.slab, a.rows - s * a.slab) * from * from;
    }
    double variance = columnSum(shared, squares) / a.rows;
    if (!inside || first != 0) return;
    a.mean.set(c, mean);
    a.variance.set(c, variance);
    mean = a.mean.get<double>(c); // as rounded
    variance = a.variance.get<double>(c);
    a.runningMean.set(c, (1 - a.momentum) * a.runningMean.get<double>(c) + a.momentum * mean);
    a.runningVariance.set(c, (1 - a.momentum) * a.runningVariance.get<double>(c) + a.momentum * a.unbiased * variance);
    V* coefficients = (V*)a.coefficients + c;
    coefficients[0] = (V)mean;
    coefficients[C] = (V)(a.scale.get<double>(c) / sqrt(variance + a.epsilon));
    coefficients[2 * C] = a.shift.get<V>(c);
}

KERNEL_BOUNDS(batchnorm_finish_float, 1024, 1, (FinishArguments a)) { finish<float>(a); }
KERNEL_BOUNDS(batchnorm_finish_double, 1024, 1, (FinishArguments a)) { finish<double>(a); }

struct SumsArguments {
    Tiles tiles;
    const void* x;
    const void* dy;
    const void* forward; // coefficients [3, C] of the forward pass that ended in a relu, or null
    Line mean;
    void* partial; // [slabs, 2, C]: sums of dy and of dy (x - mean)
};

template <int D, int W>
__device__ inline void sums(const SumsArguments& a) {
    typedef typename Type<D>::Value V;
    SHARED_DYN(V, shared); // [2, threads, W], before that [3, lanes, W], which is less
    int C = a.tiles.channels, columns = a.tiles.lanes * W, all = blockDim.x * W;
    Place<W> place(a.tiles);
    const V* forward = (const V*)a.forward;
    V sum[W], weighted[W], mean[W], factor[W], shift[W];
    bool relu = a.forward != nullptr;
    for (int i = threadIdx.x; i < columns; i += blockDim.x) {
        int c = blockIdx.y * columns + i;
        bool inside = c < C;
        shared[i] = inside ? a.mean.get<V>(c) : 0;
        shared[columns + i] = inside && relu ? forward[C + c] : 0;
        shared[2 * columns + i] = inside && relu ? forward[2ll * C + c] : 0;
    }
    __syncthreads();
    for (int k = 0; k < W; k++) {
        const V* mine = shared + place.lane * W + k;
        sum[k] = weighted[k] = 0;
        mean[k] = mine[0], factor[k] = mine[columns], shift[k] = mine[2 * columns];
    }
    __syncthreads();
    if (place.count > 0) {
#pragma unroll 2
        for (long long row = place.row; row < place.end; row += place.lines) {
            Pack<D, W> x, dy;
            x.load(a.x, row * C + place.column);
            dy.load(a.dy, row * C + place.column);
            for (int k = 0; k < W; k++) {
                V y = Type<D>::from(Type<D>::to(normalized<V>(x[k], mean[k], factor[k], shift[k])));
                V gradient = !relu || y > 0 ? dy[k] : 0;
                sum[k] += gradient;
                weighted[k] = fused(gradient, x[k] - mean[k], weighted[k]);
            }
        }
    }
    for (int k = 0; k < W; k++) {
        shared[threadIdx.x * W + k] = sum[k];
        shared[all + threadIdx.x * W + k] = weighted[k];
    }
    __syncthreads();
    for (int i = threadIdx.x; i < columns; i += blockDim.x) {
        long long c = blockIdx.y * (long long)columns + i;
        if (c >= C) break;
        V* partial = (V*)a.partial + blockIdx.x * 2ll * C + c;
        for (int which = 0; which < 2; which++) {
            V total = 0;
            for (int line = 0; line < place.lines; line++) total += shared[which * all + line * columns + i];
            partial[which * C] = total;
        }
    }
}

PACKED_KERNELS(batchnorm_sums, SumsArguments, a.tiles.packed, sums)

struct TotalsArguments {
    long long rows;
    int slabs, channels;
    double epsilon;
    const void* partial;
    const void* forward; // as above
    void* coefficients; // [5, C]: mean, factor, shift, dshift / M, dscale / M / sqrt(variance + epsilon)
    Line scale, mean, variance, dscale, dshift;
};

// Puts the sums of all slabs together.
template <class V>
__device__ inline void totals(const TotalsArguments& a) {
    SHARED_DYN(double, shared); // [threads]
    long long C = a.channels, c = blockIdx.x * 32ll + (threadIdx.x & 31);
    int first = threadIdx.x / 32, lines = blockDim.x / 32;
    bool inside = c < C;
    const V* partial = (const V*)a.partial + c;
    double sum = 0, weighted = 0;
    for (long long s = first; inside && s < a.slabs; s += lines) {
        sum += partial[s * 2 * C];
        weighted += partial[(s * 2 + 1) * C];
    }
    sum = columnSum(shared, sum);
    weighted = columnSum(shared, weighted);
    if (!inside || first != 0) return;
    double inverse = 1 / sqrt(a.variance.get<double>(c) + a.epsilon);
    a.dshift.set(c, sum);
    a.dscale.set(c, weighted * inverse);
    V* coefficients = (V*)a.coefficients + c;
    const V* forward = (const V*)a.forward + c;
    coefficients[0] = a.mean.get<V>(c);
    coefficients[C] = a.forward ? forward[C] : (V)(a.scale.get<double>(c) * inverse);
    coefficients[2 * C] = a.forward ? forward[2 * C] : (V)0;
    coefficients[3 * C] = (V)(sum / a.rows);
    coefficients[4 * C] = (V)(weighted * inverse * inverse / a.rows);
}

KERNEL_BOUNDS(batchnorm_totals_float, 1024, 1, (TotalsArguments a)) { totals<float>(a); }
KERNEL_BOUNDS(batchnorm_totals_double, 1024, 1, (TotalsArguments a)) { totals<double>(a); }

struct InputArguments {
    Tiles tiles;
    const void* x;
    const void* dy;
    void* dx; // may be dy
    const void* coefficients; // as above
    int relu, unused;
};

// dx = factor (dy - dshift / M - z dscale / M)
template <int D, int W>
__device__ inline void input(const InputArguments& a) {
    typedef typename Type<D>::Value V;
    int C = a.tiles.channels;
    Place<W> place(a.tiles);
    if (place.count == 0) return;
    V mean[W], factor[W], shift[W], center[W], slope[W];
    const V* coefficients = (const V*)a.coefficients + place.column;
    for (int k = 0; k < W; k++) {
        mean[k] = coefficients[k];
        factor[k] = coefficients[C + k];
        shift[k] = coefficients[2 * C + k];
        center[k] = coefficients[3 * C + k];
        slope[k] = coefficients[4 * C + k];
    }
    for (long long row = place.row; row < place.end; row += 2ll * place.lines) {
        Pack<D, W> x[2], dy[2]; // two rows on their way at once
        for (int j = 0; j < 2; j++) {
            long long i = (row + j * place.lines) * C + place.column;
            if (row + j * place.lines < place.end) x[j].load(a.x, i), dy[j].load(a.dy, i);
        }
        for (int j = 0; j < 2; j++) {
            if (row + j * place.lines >= place.end) break;
            for (int k = 0; k < W; k++) {
                V y = Type<D>::from(Type<D>::to(normalized<V>(x[j][k], mean[k], factor[k], shift[k])));
                V gradient = !a.relu || y > 0 ? dy[j][k] : 0;
                dy[j].set(k, factor[k] * (gradient - fused(x[j][k] - mean[k], slope[k], center[k])));
            }
            dy[j].store(a.dx, (row + j * place.lines) * C + place.column);
        }
    }
}

PACKED_KERNELS(batchnorm_input, InputArguments, a.tiles.packed, input)
