// Sums, products and extremes along dimensions, and the places of extremes. All dimensions that stay are one list of results,
// and all that go are one list of elements for each. A block has as many lanes for a result as the number of elements asks for,
// each of which takes every lanes-th element; then the lanes are combined as a tree. A long list is cut into chunks, whose
// results lie in working memory until a second kernel combines them. So the order depends on nothing but the shapes.
#include "elements.h"
#include "reduce_lanes.h"

struct ReduceArguments {
    Loop results;
    Operand kept[2]; // x, y by the dimensions that stay
    Loop elements;
    Operand reduced[1]; // x by the dimensions that go
    void* partial; // [chunks, results] in double or 64 bits, if there are several chunks
    long long chunk; // elements, one chunk for each block in y
    Sharing sharing;
    int fold;
    int unused;
};

// FOLD and DTYPE are known where a kernel is compiled for them alone, or -1.
template <class V, int FOLD, int DTYPE>
__device__ inline void reduce(const ReduceArguments& a) {
    const int fold = FOLD < 0 ? a.fold : FOLD, dtype = DTYPE < 0 ? a.kept[0].dtype : DTYPE;
    Position me = position(a.sharing);
    V sum = start<V>(fold);
    long long at[2] = {0, 0};
    if (me.result < a.results.count) {
        locate(a.results, a.kept, me.result, at);
        long long first = blockIdx.y * a.chunk, end = min(first + a.chunk, a.elements.count);
        if (a.elements.dims == 1) {
            long long stride = a.reduced[0].strides[0];
#pragma unroll 4
            for (long long i = first + me.lane; i < end; i += a.sharing.lanes)
                sum = combine(fold, sum, load<V>(a.kept[0].data, dtype, at[0] + i * stride));
        } else {
            for (long long i = first + me.lane; i < end; i += a.sharing.lanes) {
                long long from[1];
                locate(a.elements, a.reduced, i, from);
                sum = combine(fold, sum, load<V>(a.kept[0].data, dtype, at[0] + from[0]));
            }
        }
    }
    sum = combineLanes(fold, a.sharing, me, sum);
    if (me.lane == 0 && me.result < a.results.count) {
        if (a.partial != nullptr) ((V*)a.partial)[blockIdx.y * a.results.count + me.result] = sum;
        else store(a.kept[1].data, a.kept[1].dtype, at[1], sum);
    }
}

KERNEL(reduce_double, (ReduceArguments a)) { reduce<double, -1, -1>(a); }
KERNEL(reduce_long, (ReduceArguments a)) { reduce<long long, -1, -1>(a); }
KERNEL(reduce_sum_float32, (ReduceArguments a)) { reduce<double, SUM, FLOAT32>(a); }
KERNEL(reduce_sum_float16, (ReduceArguments a)) { reduce<double, SUM, FLOAT16>(a); }
KERNEL(reduce_sum_bfloat16, (ReduceArguments a)) { reduce<double, SUM, BFLOAT16>(a); }

struct CombineArguments {
    Loop results;
    Operand kept[2]; // x, y
    const void* partial; // [chunks, results]
    long long chunks;
    Sharing sharing;
    int fold;
    int unused;
};

template <class V>
__device__ inline void combineChunks(const CombineArguments& a) {
    Position me = position(a.sharing);
    V sum = start<V>(a.fold);
    if (me.result < a.results.count) {
        for (long long c = me.lane; c < a.chunks; c += a.sharing.lanes)
            sum = combine(a.fold, sum, ((const V*)a.partial)[c * a.results.count + me.result]);
    }
    sum = combineLanes(a.fold, a.sharing, me, sum);
    if (me.lane == 0 && me.result < a.results.count) {
        long long at[2];
        locate(a.results, a.kept, me.result, at);
        store(a.kept[1].data, a.kept[1].dtype, at[1], sum);
    }
}

KERNEL(reduce_chunks_double, (CombineArguments a)) { combineChunks<double>(a); }
KERNEL(reduce_chunks_long, (CombineArguments a)) { combineChunks<long long>(a); }

struct ExtremeArguments {
    Loop results;
    Operand kept[2]; // the first elements of the lines of x, y (int64)
    long long length, step; // of a line
    Sharing sharing;
    int largest;
    int unused;
};

// Whether a comes before b: a NaN before all numbers, and of equals the one with the lower index.
template <class V>
__device__ inline bool wins(bool largest, V a, long long i, V b, long long j) {
    if (isNaN(a) || isNaN(b)) return isNaN(a) && (!isNaN(b) || i < j);
    return a == b ? i < j : largest ? a > b : a < b;
}

template <class V>
__device__ inline void extreme(const ExtremeArguments& a) {
    __shared__ V values[THREADS];
    __shared__ long long indices[THREADS];
    Position me = position(a.sharing);
    long long at[2] = {0, 0}, best = a.length;
    V value = 0;
    if (me.result < a.results.count) {
        locate(a.results, a.kept, me.result, at);
        for (long long i = me.lane; i < a.length; i += a.sharing.lanes) {
            V next = load<V>(a.kept[0].data, a.kept[0].dtype, at[0] + i * a.step);
            if (best == a.length || wins(a.largest, next, i, value, best)) {
                value = next;
                best = i;
            }
        }
    }
    int line = me.slot * a.sharing.lanes, mine = line + me.lane;
    values[mine] = value;
    indices[mine] = best;
    for (int half = a.sharing.lanes / 2; half > 0; half /= 2) {
        __syncthreads();
        int other = mine + half;
        if (me.lane < half && indices[other] < a.length
            && (indices[mine] == a.length || wins(a.largest, values[other], indices[other], values[mine], indices[mine]))) {
            values[mine] = values[other];
            indices[mine] = indices[other];
        }
    }
    if (me.lane == 0 && me.result < a.results.count) store(a.kept[1].data, a.kept[1].dtype, at[1], indices[mine]);
}

KERNEL(reduce_extreme_double, (ExtremeArguments a)) { extreme<double>(a); }
KERNEL(reduce_extreme_long, (ExtremeArguments a)) { extreme<long long>(a); }
