// Softmax of each line, or its logarithm, from differences to the largest element, so that nothing overflows: in float for types
// that float32 holds. Lines are shared among lanes as in reduce_lanes.h.
#include "elements.h"
#include "reduce_lanes.h"

struct SoftmaxArguments {
    Loop lines;
    Operand starts[2]; // the first elements of the lines of x, y
    long long length, stepX, stepY; // of a line
    Sharing sharing;
    int logarithm;
    int unused;
};

template <class V>
__device__ inline void softmax(const SoftmaxArguments& a) {
    const Operand &x = a.starts[0], &y = a.starts[1];
    Position me = position(a.sharing);
    long long at[2] = {0, 0}, length = me.result < a.lines.count ? a.length : 0;
    if (length > 0) locate(a.lines, a.starts, me.result, at);
    V largest = start<V>(MAX), sum = 0;
    for (long long i = me.lane; i < length; i += a.sharing.lanes)
        largest = larger(largest, load<V>(x.data, x.dtype, at[0] + i * a.stepX));
    largest = combineLanes(MAX, a.sharing, me, largest);
    for (long long i = me.lane; i < length; i += a.sharing.lanes)
        sum += of::exp(load<V>(x.data, x.dtype, at[0] + i * a.stepX) - largest);
    sum = combineLanes(SUM, a.sharing, me, sum);
    V logSum = of::log(sum);
    for (long long i = me.lane; i < length; i += a.sharing.lanes) {
        V difference = load<V>(x.data, x.dtype, at[0] + i * a.stepX) - largest;
        store(y.data, y.dtype, at[1] + i * a.stepY, a.logarithm ? difference - logSum : of::exp(difference) / sum);
    }
}

KERNEL(softmax_float, (SoftmaxArguments a)) { softmax<float>(a); }
KERNEL(softmax_double, (SoftmaxArguments a)) { softmax<double>(a); }
