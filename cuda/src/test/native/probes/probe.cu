// Kernels with known faults, and without: what the emulated driver must find, and what it must leave alone.
#include "kernel.h"

struct ProbeArguments {
    int* x;
    int n;
    int choice;
};

// x[i] = choice + i, for n elements beginning with the first. A negative first reaches before the array.
struct ProbeFillArguments {
    int* x;
    int first;
    int count;
};

KERNEL(probe_fill, (ProbeFillArguments a)) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < a.count) a.x[a.first + i] = i;
}

// The same with bytes, whose arrays end anywhere.
struct ProbeBytesArguments {
    unsigned char* x;
    int count;
};

KERNEL(probe_bytes, (ProbeBytesArguments a)) {
    int i = threadIdx.x;
    if (i < a.count) a.x[i] = 1;
}

// x[i] += choice, so that the number of runs shows.
KERNEL(probe_add, (ProbeArguments a)) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < a.n) a.x[i] += a.choice;
}

// x[i] = 2 x[i] + choice: the order of runs shows.
KERNEL(probe_append, (ProbeArguments a)) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < a.n) a.x[i] = 2 * a.x[i] + a.choice;
}

// Each block of 64 threads turns its part of x around. choice 0: the barrier is missing.
KERNEL(probe_barrier, (ProbeArguments a)) {
    __shared__ int part[64];
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    part[threadIdx.x] = i;
    if (a.choice != 0) __syncthreads();
    a.x[i] = part[63 - threadIdx.x];
}

// Threads part at barriers. choice 0: two barriers for one; 1: a barrier and a warp operation wait for each other.
KERNEL(probe_divergence, (ProbeArguments a)) {
    if (threadIdx.x < 16) {
        __syncthreads();
    } else if (a.choice == 0) {
        __syncthreads();
    } else {
        __syncwarp();
    }
    a.x[threadIdx.x] = 1;
}

// What shared memory holds before anybody writes to it; then it is written, for the next block to find.
KERNEL(probe_shared, (ProbeArguments a)) {
    __shared__ int fixed[32];
    SHARED_DYN(int, dynamic);
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    a.x[2 * i] = fixed[threadIdx.x];
    a.x[2 * i + 1] = dynamic[threadIdx.x];
    fixed[threadIdx.x] = 5;
    dynamic[threadIdx.x] = 7;
}

// Writes one element of dynamic shared memory, which may lie outside.
KERNEL(probe_dynamic, (ProbeArguments a)) {
    SHARED_DYN(int, dynamic);
    dynamic[a.choice] = 3;
    a.x[0] = dynamic[a.choice];
}

// 32 threads copy 128 ints by cp.async. choice 0: the wait is missing; 1: complete; 2: the upper half is not read.
struct ProbeCopyArguments {
    const int* from;
    int* to;
    int choice;
};

KERNEL(probe_copy, (ProbeCopyArguments a)) {
    __shared__ int4 staged[32];
    int i = threadIdx.x;
    bool valid = a.choice != 2 || i < 16;
    cp_async16_zfill(&staged[i], a.from + 4 * i, valid);
    cp_async_commit();
    if (a.choice != 0) cp_async_wait<0>();
    __syncwarp();
    reinterpret_cast<int4*>(a.to)[i] = staged[i];
}

// One warp, row r of x[12][32] for operation r.
KERNEL(probe_shuffles, (ProbeArguments a)) {
    const unsigned all = 0xffffffffu;
    int lane = threadIdx.x;
    auto put = [&](int row, int value) { a.x[row * 32 + lane] = value; };
    put(0, __shfl_sync(all, lane * lane, 5));
    put(1, __shfl_up_sync(all, lane, 3));
    put(2, __shfl_down_sync(all, lane, 3));
    put(3, __shfl_xor_sync(all, lane, 9));
    put(4, __shfl_down_sync(all, lane, 3, 8));
    put(5, static_cast<int>(__ballot_sync(all, lane % 3 == 0)));
    put(6, __any_sync(all, lane == 7) + 2 * __any_sync(all, lane == 32));
    put(7, __all_sync(all, lane < 32) + 2 * __all_sync(all, lane < 31));
    // Halves of the warp by themselves, a different number of times.
    int sum = lane;
    unsigned half = lane < 16 ? 0x0000ffffu : 0xffff0000u;
    for (int d = lane < 16 ? 8 : 4; d > 0; d >>= 1) sum += __shfl_xor_sync(half, sum, d);
    put(8, sum);
    put(9, static_cast<int>(__shfl_sync(all, static_cast<long long>(lane) << 40, 2) >> 40));
    put(10, static_cast<int>(__match_any_sync(all, lane / 4)));
    put(11, static_cast<int>(__shfl_sync(all, lane * 0.5, 3) * 2));
}

// Conversions of n values between float and 16 bits and back, and to whole numbers.
struct ProbeConversionArguments {
    const float* x;
    bf16* b;
    f16* h;
    float* from_b;
    float* from_h;
    int* whole;
    float* tf32;
    int n;
};

KERNEL(probe_conversions, (ProbeConversionArguments a)) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= a.n) return;
    a.b[i] = f2bf(a.x[i]);
    a.h[i] = f2half(a.x[i]);
    a.from_b[i] = bf2f(a.b[i]);
    a.from_h[i] = half2f(a.h[i]);
    a.whole[i] = __float2int_rz(a.x[i]);
    a.tf32[i] = __uint_as_float(to_tf32(a.x[i]));
}

// y[i] = f(x[i]) for the functions that the host's library lacks: erfinv, rsqrt, in float and double.
struct ProbeMathArguments {
    const double* x;
    double* inverse_erf;
    double* inverse_erf_float;
    double* inverse_root;
    int n;
};

KERNEL(probe_math, (ProbeMathArguments a)) {
    int i = threadIdx.x;
    if (i >= a.n) return;
    a.inverse_erf[i] = erfinv(a.x[i]);
    a.inverse_erf_float[i] = erfinvf(static_cast<float>(a.x[i]));
    a.inverse_root[i] = rsqrt(a.x[i]);
}

// Faults of the thread itself. choice 0: a division by zero; 1: more memory of its own than a stack has.
__device__ inline int deep(int n, int* x) {
    volatile int own[256];
    own[n % 256] = n;
    return n == 0 ? x[0] : deep(n - 1, x) + own[n % 256];
}

KERNEL(probe_thread, (ProbeArguments a)) {
    if (a.choice == 0) {
        a.x[0] = 5 / a.n;
    } else {
        a.x[0] = deep(a.n, a.x);
    }
}
