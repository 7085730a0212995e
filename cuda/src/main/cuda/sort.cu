// Sorts lines; equal elements keep their order. Tiles of a line are sorted in shared memory by a bitonic network (Batcher 1968),
// whose comparisons take the place in the line into account, so that no two elements are equal. Then neighbouring runs are merged,
// pass by pass: each element finds its place by a binary search in the run beside its own.
#include "elements.h"
#include "sort_keys.h"

constexpr int TILE = 2048;

struct TilesArguments {
    Loop lines;
    Operand start[1]; // the first elements of the lines
    long long length, step; // of a line
    Key* keys; // [lines, length], each tile sorted
    long long* order; // [lines, length], the place in the line of each
    int tile; // elements, one tile for each block in y; a power of two from 2 to TILE
    int descending;
};

template <class V>
__device__ inline void sortTiles(const TilesArguments& a) {
    __shared__ Key keys[TILE];
    __shared__ int places[TILE];
    long long at[1], first = blockIdx.y * (long long)a.tile;
    locate(a.lines, a.start, blockIdx.x, at);
    for (int t = threadIdx.x; t < a.tile; t += blockDim.x) {
        Key key = LAST_KEY; // behind the end, where places are the largest too
        if (first + t < a.length) {
            key = keyOf(load<V>(a.start[0].data, a.start[0].dtype, at[0] + (first + t) * a.step));
            if (a.descending) key = ~key;
        }
        keys[t] = key;
        places[t] = t;
    }
    for (int size = 2; size <= a.tile; size *= 2) {
        for (int distance = size / 2; distance > 0; distance /= 2) {
            __syncthreads();
            for (int pair = threadIdx.x; pair < a.tile / 2; pair += blockDim.x) {
                int i = 2 * pair - (pair & (distance - 1)), j = i + distance;
                Key left = keys[i], right = keys[j];
                int leftPlace = places[i], rightPlace = places[j];
                bool falls = left > right || (left == right && leftPlace > rightPlace), rising = (i & size) == 0;
                if (falls == rising) {
                    keys[i] = right;
                    keys[j] = left;
                    places[i] = rightPlace;
                    places[j] = leftPlace;
                }
            }
        }
    }
    __syncthreads();
    long long to = blockIdx.x * a.length + first;
    for (int t = threadIdx.x; t < a.tile && first + t < a.length; t += blockDim.x) {
        a.keys[to + t] = keys[t];
        a.order[to + t] = first + places[t];
    }
}

KERNEL(sort_tiles_double, (TilesArguments a)) { sortTiles<double>(a); }
KERNEL(sort_tiles_long, (TilesArguments a)) { sortTiles<long long>(a); }

struct MergeArguments {
    const Key* keys;
    const long long* order;
    Key* mergedKeys;
    long long* mergedOrder;
    long long lines, length;
    long long run; // elements of a sorted run; pairs of runs become runs
};

// How many of the sorted keys come before the key: equal ones do if they are of the left run.
__device__ inline long long countBefore(const Key* keys, long long count, Key key, bool equalToo) {
    long long low = 0, high = count;
    while (low < high) {
        long long middle = (low + high) / 2;
        if (keys[middle] < key || (equalToo && keys[middle] == key)) low = middle + 1;
        else high = middle;
    }
    return low;
}

KERNEL(sort_merge, (MergeArguments a)) {
    FOR_EACH(k, a.lines * a.length) {
        long long line = k / a.length * a.length, i = k - line;
        long long left = i / (2 * a.run) * (2 * a.run), middle = min(left + a.run, a.length), end = min(left + 2 * a.run, a.length);
        bool inLeft = i < middle;
        Key key = a.keys[k];
        long long others = inLeft ? countBefore(a.keys + line + middle, end - middle, key, false)
                                  : countBefore(a.keys + line + left, middle - left, key, true);
        long long to = line + (inLeft ? i : left + i - middle) + others;
        a.mergedKeys[to] = key;
        a.mergedOrder[to] = a.order[k];
    }
}

struct SortedArguments {
    Loop lines;
    Operand starts[3]; // the first elements of the lines of x, values (of x's type), indices (int64)
    long long length, stepX, stepValues, stepIndices; // of a line
    const long long* order; // [lines, length]
};

// Brings the elements of each line to their places. Threads side by side have neighbours of a line.
template <class T>
__device__ inline void writeSorted(const SortedArguments& a) {
    FOR_EACH(k, a.lines.count * a.length) {
        long long line = k / a.length, i = k - line * a.length, place = a.order[k], at[3];
        locate(a.lines, a.starts, line, at);
        ((T*)a.starts[1].data)[at[1] + i * a.stepValues] = ((const T*)a.starts[0].data)[at[0] + place * a.stepX];
        ((long long*)a.starts[2].data)[at[2] + i * a.stepIndices] = place;
    }
}

KERNEL(sort_write1, (SortedArguments a)) { writeSorted<unsigned char>(a); }
KERNEL(sort_write2, (SortedArguments a)) { writeSorted<unsigned short>(a); }
KERNEL(sort_write4, (SortedArguments a)) { writeSorted<unsigned>(a); }
KERNEL(sort_write8, (SortedArguments a)) { writeSorted<unsigned long long>(a); }
