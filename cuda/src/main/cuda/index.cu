// Elements read and written by their numbers in lines along a dimension. Where several elements of a source go to one place they
// are combined in their order, without atomic operations: by one thread for each line if lines are short; otherwise the numbers
// of a line are sorted first (sort.cu), which brings the elements of a place together, still in their order.
#include "elements.h"
#include "functions_fold.h"
#include "sort_keys.h"

// -1 for no fold: the last element of several wins.
constexpr int LAST = -1;

struct GatherArguments {
    Loop loop;
    Operand operands[3]; // y, index, x without the dimension
    long long step; // between neighbours of a line of x
};

// x and y of one type, whose elements are moved as they are.
template <class T>
__device__ inline void gather(const GatherArguments& a) {
    const T* x = (const T*)a.operands[2].data;
    FOR_EACH(i, a.loop.count) {
        long long at[3];
        locate(a.loop, a.operands, i, at);
        long long number = ((const long long*)a.operands[1].data)[at[1]];
        ((T*)a.operands[0].data)[at[0]] = x[at[2] + number * a.step];
    }
}

KERNEL(index_gather1, (GatherArguments a)) { gather<unsigned char>(a); }
KERNEL(index_gather2, (GatherArguments a)) { gather<unsigned short>(a); }
KERNEL(index_gather4, (GatherArguments a)) { gather<unsigned>(a); }
KERNEL(index_gather8, (GatherArguments a)) { gather<unsigned long long>(a); }

struct ScatterArguments {
    Loop lines;
    Operand starts[3]; // the first elements of the lines of source, index, y
    long long length, stepSource, stepIndex, stepY; // of a line of source and index
    const unsigned long long* keys; // [rows, length] of the lines of index, sorted (sort_keys.h)
    const long long* order; // [rows, length], the place in its line from which each came
    long long rows; // as many as lines, or 1 if all lines have the same numbers
    int fold;
    int unused;
};

// A thread for each line goes along it.
template <class V>
__device__ inline void scatterInOrder(const ScatterArguments& a) {
    const Operand &source = a.starts[0], &y = a.starts[2];
    FOR_EACH(line, a.lines.count) {
        long long at[3];
        locate(a.lines, a.starts, line, at);
        for (long long i = 0; i < a.length; i++) {
            long long number = ((const long long*)a.starts[1].data)[at[1] + i * a.stepIndex], to = at[2] + number * a.stepY;
            V value = load<V>(source.data, source.dtype, at[0] + i * a.stepSource);
            if (a.fold != LAST) value = combine(a.fold, load<V>(y.data, y.dtype, to), value);
            store(y.data, y.dtype, to, value);
        }
    }
}

KERNEL(index_scatter_float, (ScatterArguments a)) { scatterInOrder<float>(a); }
KERNEL(index_scatter_double, (ScatterArguments a)) { scatterInOrder<double>(a); }
KERNEL(index_scatter_long, (ScatterArguments a)) { scatterInOrder<long long>(a); }

// Threads side by side have one element of neighbouring lines. Who has the first of a run of equal numbers combines the run.
template <class V>
__device__ inline void scatterSorted(const ScatterArguments& a) {
    const Operand &source = a.starts[0], &y = a.starts[2];
    FOR_EACH(k, a.length * a.lines.count) {
        long long i = k / a.lines.count, line = k - i * a.lines.count, at[3];
        long long row = a.rows == 1 ? 0 : line;
        const unsigned long long* keys = a.keys + row * a.length;
        const long long* order = a.order + row * a.length;
        unsigned long long key = keys[i];
        bool chosen = a.fold == LAST ? i + 1 == a.length || keys[i + 1] != key : i == 0 || keys[i - 1] != key;
        if (!chosen) continue;
        locate(a.lines, a.starts, line, at);
        long long to = at[2] + wholeOf(key) * a.stepY;
        V value = load<V>(source.data, source.dtype, at[0] + order[i] * a.stepSource);
        if (a.fold != LAST) {
            value = combine(a.fold, load<V>(y.data, y.dtype, to), value);
            for (long long j = i + 1; j < a.length && keys[j] == key; j++)
                value = combine(a.fold, value, load<V>(source.data, source.dtype, at[0] + order[j] * a.stepSource));
        }
        store(y.data, y.dtype, to, value);
    }
}

KERNEL(index_sorted_float, (ScatterArguments a)) { scatterSorted<float>(a); }
KERNEL(index_sorted_double, (ScatterArguments a)) { scatterSorted<double>(a); }
KERNEL(index_sorted_long, (ScatterArguments a)) { scatterSorted<long long>(a); }
