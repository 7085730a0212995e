// Kernels that show what the runtime gives them: in which order they run, with which arguments, and how they go wrong.
#include "kernel.h"

struct RuntimeEchoArguments {
    int i;
    long long l;
    float f;
    double d;
    int few[3];
    double* y;
    long long many[4];
};

// y[0..] = all fields before and after it, in their order.
KERNEL(runtime_echo, (RuntimeEchoArguments a)) {
    a.y[0] = a.i;
    a.y[1] = (double)a.l;
    a.y[2] = a.f;
    a.y[3] = a.d;
    for (int i = 0; i < 3; i++) a.y[4 + i] = a.few[i];
    for (int i = 0; i < 4; i++) a.y[7 + i] = (double)a.many[i];
}

// y[0..3] = blockIdx.x counted over the grid, threads of a block, dynamic shared memory's last int.
struct RuntimeGridArguments {
    long long* y;
    int sharedInts;
};

KERNEL(runtime_grid, (RuntimeGridArguments a)) {
    SHARED_DYN(int, shared);
    if (threadIdx.x == 0) {
        long long block = blockIdx.x + (long long)gridDim.x * (blockIdx.y + (long long)gridDim.y * blockIdx.z);
        if (a.sharedInts > 0) shared[a.sharedInts - 1] = (int)block;
        a.y[block] = blockDim.x + (a.sharedInts > 0 ? shared[a.sharedInts - 1] : 0);
    }
}

struct RuntimeArguments {
    int* x;
    int value;
    int place;
};

// x[place] = 2 x[place] + value: the order and number of runs show.
KERNEL(runtime_append, (RuntimeArguments a)) { a.x[a.place] = 2 * a.x[a.place] + a.value; }

// x[place] = value, wherever that is.
KERNEL(runtime_write, (RuntimeArguments a)) { a.x[a.place] = a.value; }

struct RuntimePairArguments {
    const int* x;
    int* y;
};

// y[0] = x[0].
KERNEL(runtime_copy, (RuntimePairArguments a)) { a.y[0] = a.x[0]; }

// y[0] += x[0].
KERNEL(runtime_add, (RuntimePairArguments a)) { a.y[0] += a.x[0]; }
