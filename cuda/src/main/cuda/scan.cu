// Sums, products and extremes up to each element of a line, in double or 64 bits and rounded when stored.
#include "elements.h"
#include "functions_fold.h"

constexpr int THREADS = 256, OF_THREAD = 4, TILE = THREADS * OF_THREAD;

struct ScanArguments {
    Loop lines;
    Operand starts[2]; // the first elements of the lines of x, y
    long long length, stepX, stepY; // of a line
    void* totals; // [lines, chunks] in double or 64 bits, if there are several chunks
    long long chunk; // elements, one chunk for each block in y
    int fold;
    int unused;
};

// A thread for each line.
template <class V>
__device__ inline void scanByThreads(const ScanArguments& a) {
    const Operand &x = a.starts[0], &y = a.starts[1];
    FOR_EACH(line, a.lines.count) {
        long long at[2];
        locate(a.lines, a.starts, line, at);
        V sum = start<V>(a.fold);
        for (long long i = 0; i < a.length; i++) {
            sum = combine(a.fold, sum, load<V>(x.data, x.dtype, at[0] + i * a.stepX));
            store(y.data, y.dtype, at[1] + i * a.stepY, sum);
        }
    }
}

KERNEL(scan_threads_double, (ScanArguments a)) { scanByThreads<double>(a); }
KERNEL(scan_threads_long, (ScanArguments a)) { scanByThreads<long long>(a); }

// What the threads before have, combined; `all` becomes what the block has. Groups of threads are combined first, so that nobody
// walks through more than a group and the groups. Everybody may write shared memory again afterwards.
template <class V>
__device__ inline V before(int fold, V mine, V& all) {
    constexpr int GROUP = 16, GROUPS = THREADS / GROUP;
    __shared__ V sums[THREADS], groups[GROUPS];
    int t = threadIdx.x;
    sums[t] = mine;
    __syncthreads();
    if (t < GROUPS) {
        V sum = sums[t * GROUP];
        for (int i = 1; i < GROUP; i++) sum = combine(fold, sum, sums[t * GROUP + i]);
        groups[t] = sum;
    }
    __syncthreads();
    V left = start<V>(fold), sum = start<V>(fold);
    for (int g = 0; g < GROUPS; g++) {
        if (g == t / GROUP) left = sum;
        sum = combine(fold, sum, groups[g]);
    }
    all = sum;
    for (int i = t / GROUP * GROUP; i < t; i++) left = combine(fold, left, sums[i]);
    __syncthreads();
    return left;
}

// A block for each chunk of a line goes from tile to tile, of which each thread has a few neighbouring elements.
template <class V>
__device__ inline void scanByBlocks(const ScanArguments& a) {
    const Operand &x = a.starts[0], &y = a.starts[1];
    long long at[2];
    locate(a.lines, a.starts, blockIdx.x, at);
    V sum = a.totals == nullptr ? start<V>(a.fold) : ((const V*)a.totals)[blockIdx.x * (long long)gridDim.y + blockIdx.y];
    long long first = blockIdx.y * a.chunk, end = min(first + a.chunk, a.length);
    for (long long tile = first; tile < end; tile += TILE) {
        V values[OF_THREAD], mine = start<V>(a.fold), all;
        long long i0 = tile + threadIdx.x * OF_THREAD;
#pragma unroll
        for (int k = 0; k < OF_THREAD; k++) {
            if (i0 + k < end) mine = combine(a.fold, mine, load<V>(x.data, x.dtype, at[0] + (i0 + k) * a.stepX));
            values[k] = mine;
        }
        V left = combine(a.fold, sum, before(a.fold, mine, all));
#pragma unroll
        for (int k = 0; k < OF_THREAD; k++)
            if (i0 + k < end) store(y.data, y.dtype, at[1] + (i0 + k) * a.stepY, combine(a.fold, left, values[k]));
        sum = combine(a.fold, sum, all);
    }
}

KERNEL(scan_blocks_double, (ScanArguments a)) { scanByBlocks<double>(a); }
KERNEL(scan_blocks_long, (ScanArguments a)) { scanByBlocks<long long>(a); }

// The totals of all chunks.
template <class V>
__device__ inline void totals(const ScanArguments& a) {
    const Operand& x = a.starts[0];
    long long at[2];
    locate(a.lines, a.starts, blockIdx.x, at);
    V mine = start<V>(a.fold), all;
    long long first = blockIdx.y * a.chunk, end = min(first + a.chunk, a.length);
    for (long long i = first + threadIdx.x; i < end; i += THREADS)
        mine = combine(a.fold, mine, load<V>(x.data, x.dtype, at[0] + i * a.stepX));
    before(a.fold, mine, all);
    if (threadIdx.x == 0) ((V*)a.totals)[blockIdx.x * (long long)gridDim.y + blockIdx.y] = all;
}

KERNEL(scan_totals_double, (ScanArguments a)) { totals<double>(a); }
KERNEL(scan_totals_long, (ScanArguments a)) { totals<long long>(a); }

struct StartsArguments {
    void* totals;
    long long lines, chunks;
    int fold;
    int unused;
};

// In place of the total of each chunk, that of all chunks of the line before it.
template <class V>
__device__ inline void startsOfChunks(const StartsArguments& a) {
    FOR_EACH(line, a.lines) {
        V* totals = (V*)a.totals + line * a.chunks;
        V sum = start<V>(a.fold);
        for (long long c = 0; c < a.chunks; c++) {
            V total = totals[c];
            totals[c] = sum;
            sum = combine(a.fold, sum, total);
        }
    }
}

KERNEL(scan_starts_double, (StartsArguments a)) { startsOfChunks<double>(a); }
KERNEL(scan_starts_long, (StartsArguments a)) { startsOfChunks<long long>(a); }
