// Max and average pooling of channels-last images, and their gradients. A thread has one pack of channels of a place. Gradients
// are gathered: each place of dx looks for the windows that have it, in their order, so nothing is added up by atomics.
//
// Legend: x [N, H, W, C], y [N, P, Q, C], window R x S.
#include "packs.h"

struct Pooling {
    long long count; // of the packs that the kernel writes
    int channels, packed;
    int height, width; // of x
    int outHeight, outWidth; // of y
    int kernelHeight, kernelWidth;
    int strideHeight, strideWidth;
    int paddingHeight, paddingWidth;
    int dilationHeight, dilationWidth;
};

// The place of pack i among images of `height` x `width`.
struct At {
    int n, h, w, c;

    template <class I>
    __device__ __forceinline__ void split(I i, int packs, int height, int width, int W) {
        I place = i / packs, row = place / width;
        c = (int)(i - place * packs) * W;
        w = (int)(place - row * width);
        n = (int)(row / height);
        h = (int)(row - (I)n * height);
    }

    // In 32 bits where they are enough, which is much faster.
    __device__ __forceinline__ At(long long i, long long count, int packs, int height, int width, int W) {
        if (count <= 0x7fffffff) split((unsigned)i, packs, height, width, W);
        else split(i, packs, height, width, W);
    }
};

// The windows, first to last, that may have a place of x in one dimension; `at` counts the padding.
struct Windows {
    int first, last;

    __device__ __forceinline__ Windows(int at, int kernel, int stride, int dilation, int outputs) {
        int before = at - (kernel - 1) * dilation;
        first = before <= 0 ? 0 : (before + stride - 1) / stride;
        last = min(outputs - 1, at / stride);
    }
};

// Which place of a window lies `distance` behind its begin, or -1 if it is one of the gaps.
__device__ __forceinline__ int placeInWindow(int distance, int dilation) {
    return dilation == 1 ? distance : distance % dilation == 0 ? distance / dilation : -1;
}

struct MaxArguments {
    Pooling pooling;
    const void* x; // or dy
    void* y; // or dx
    void* winners; // [N, P, Q, C]: number r S + s of the largest place, or NONE; in bytes, or ints for large windows
    int wide, unused;
};


constexpr int NONE = -1;

// The first of equals wins, and of NaN, which is larger than all numbers, the last.
template <int D, int W>
__device__ inline void maxPool(const MaxArguments& a) {
    typedef typename Type<D>::Value V;
    const Pooling& p = a.pooling;
    FOR_EACH(i, p.count) {
        At at(i, p.count, p.channels / W, p.outHeight, p.outWidth, W);
        V largest[W];
        int winners[W];
        for (int k = 0; k < W; k++) largest[k] = Type<D>::lowest(), winners[k] = NONE;
        for (int r = 0; r < p.kernelHeight; r++) {
            int h = at.h * p.strideHeight - p.paddingHeight + r * p.dilationHeight;
            if (h < 0 || h >= p.height) continue;
            for (int s = 0; s < p.kernelWidth; s++) {
                int w = at.w * p.strideWidth - p.paddingWidth + s * p.dilationWidth;
                if (w < 0 || w >= p.width) continue;
                Pack<D, W> x;
                x.load(a.x, (((long long)at.n * p.height + h) * p.width + w) * p.channels + at.c);
                for (int k = 0; k < W; k++) {
                    V value = x[k];
                    if (winners[k] == NONE || value > largest[k] || value != value) {
                        winners[k] = r * p.kernelWidth + s;
                        largest[k] = value;
                    }
                }
            }
        }
        Pack<D, W> y;
        Pack<UINT8, W> bytes;
        for (int k = 0; k < W; k++) {
            y.set(k, largest[k]);
            bytes.bits[k] = (unsigned char)winners[k]; // NONE becomes 255, which is no place of a window
            if (a.wide) ((int*)a.winners)[i * W + k] = winners[k];
        }
        y.store(a.y, i * W);
        if (!a.wide) bytes.store(a.winners, i * W);
    }
}

#define ONE_BY_ONE(suffix, D) \
    KERNEL(pooling_max_##suffix, (MaxArguments a)) { maxPool<D, 1>(a); }
PACKED_KERNELS(pooling_max, MaxArguments, a.pooling.packed, maxPool)
ONE_BY_ONE(bool, BOOL)
ONE_BY_ONE(uint8, UINT8)
ONE_BY_ONE(int8, INT8)
ONE_BY_ONE(int16, INT16)
ONE_BY_ONE(int32, INT32)
ONE_BY_ONE(int64, INT64)

template <int D, int W>
__device__ inline void maxGradient(const MaxArguments& a) {
    typedef typename Type<D>::Value V;
    const Pooling& p = a.pooling;
    FOR_EACH(i, p.count) {
        At at(i, p.count, p.channels / W, p.height, p.width, W);
        int h = at.h + p.paddingHeight, w = at.w + p.paddingWidth;
        Windows rows(h, p.kernelHeight, p.strideHeight, p.dilationHeight, p.outHeight);
        Windows columns(w, p.kernelWidth, p.strideWidth, p.dilationWidth, p.outWidth);
        V sum[W];
        for (int k = 0; k < W; k++) sum[k] = 0;
        for (int row = rows.first; row <= rows.last; row++) {
            int r = placeInWindow(h - row * p.strideHeight, p.dilationHeight);
            for (int column = columns.first; r >= 0 && column <= columns.last; column++) {
                int s = placeInWindow(w - column * p.strideWidth, p.dilationWidth);
                if (s < 0) continue;
                long long j = (((long long)at.n * p.outHeight + row) * p.outWidth + column) * p.channels + at.c;
                Pack<D, W> dy;
                Pack<UINT8, W> bytes;
                dy.load(a.x, j);
                if (!a.wide) bytes.load(a.winners, j);
                for (int k = 0; k < W; k++) {
                    int winner = a.wide ? ((const int*)a.winners)[j + k] : bytes.bits[k];
                    if (winner == r * p.kernelWidth + s) sum[k] += dy[k];
                }
            }
        }
        Pack<D, W> dx;
        for (int k = 0; k < W; k++) dx.set(k, sum[k]);
        dx.store(a.y, i * W);
    }
}

PACKED_KERNELS(pooling_maxgradient, MaxArguments, a.pooling.packed, maxGradient)

struct AverageArguments {
    Pooling pooling;
    const void* x; // or dy
    void* y; // or dx
};

template <int D, int W>
__device__ inline void averagePool(const AverageArguments& a) {
    typedef typename Type<D>::Value V;
    const Pooling& p = a.pooling;
    FOR_EACH(i, p.count) {
        At at(i, p.count, p.channels / W, p.outHeight, p.outWidth, W);
        int top = at.h * p.strideHeight - p.paddingHeight, left = at.w * p.strideWidth - p.paddingWidth;
        int bottom = min(p.height, top + p.kernelHeight), right = min(p.width, left + p.kernelWidth);
        V sum[W];
        for (int k = 0; k < W; k++) sum[k] = 0;
        for (int h = max(0, top); h < bottom; h++) {
            for (int w = max(0, left); w < right; w++) {
                Pack<D, W> x;
                x.load(a.x, (((long long)at.n * p.height + h) * p.width + w) * p.channels + at.c);
                for (int k = 0; k < W; k++) sum[k] += x[k];
            }
        }
        Pack<D, W> y;
        for (int k = 0; k < W; k++) y.set(k, sum[k] / ((V)p.kernelHeight * p.kernelWidth));
        y.store(a.y, i * W);
    }
}

PACKED_KERNELS(pooling_average, AverageArguments, a.pooling.packed, averagePool)

// Of one window, all of x that it has: too few windows for all threads, so each window and tile of 32 packs gets a block of 8
// threads for a pack.
template <int D, int W>
__device__ inline void averageWhole(const AverageArguments& a) {
    typedef typename Type<D>::Value V;
    SHARED_DYN(V, shared); // [threads, W]
    const Pooling& p = a.pooling;
    int lane = threadIdx.x & 31, c = (blockIdx.y * 32 + lane) * W, lines = blockDim.x / 32;
    int bottom = min(p.height, p.kernelHeight - p.paddingHeight), right = min(p.width, p.kernelWidth - p.paddingWidth);
    V sum[W];
    for (int k = 0; k < W; k++) sum[k] = 0;
    for (int i = threadIdx.x / 32; c < p.channels && i < bottom * right; i += lines) {
        Pack<D, W> x;
        x.load(a.x, (((long long)blockIdx.x * p.height + i / right) * p.width + i % right) * p.channels + c);
        for (int k = 0; k < W; k++) sum[k] += x[k];
    }
    for (int k = 0; k < W; k++) shared[threadIdx.x * W + k] = sum[k];
    __syncthreads();
    if (threadIdx.x >= 32 || c >= p.channels) return;
    Pack<D, W> y;
    for (int k = 0; k < W; k++) {
        V total = 0;
        for (int line = 0; line < lines; line++) total += shared[(line * 32 + lane) * W + k];
        y.set(k, total / ((V)p.kernelHeight * p.kernelWidth));
    }
    y.store(a.y, (long long)blockIdx.x * p.channels + c);
}

PACKED_KERNELS(pooling_averagewhole, AverageArguments, a.pooling.packed, averageWhole)

template <int D, int W>
__device__ inline void averageGradient(const AverageArguments& a) {
    typedef typename Type<D>::Value V;
    const Pooling& p = a.pooling;
    V places = (V)p.kernelHeight * p.kernelWidth;
    FOR_EACH(i, p.count) {
        At at(i, p.count, p.channels / W, p.height, p.width, W);
        Windows rows(at.h + p.paddingHeight, p.kernelHeight, p.strideHeight, 1, p.outHeight);
        Windows columns(at.w + p.paddingWidth, p.kernelWidth, p.strideWidth, 1, p.outWidth);
        V sum[W];
        for (int k = 0; k < W; k++) sum[k] = 0;
        for (int row = rows.first; row <= rows.last; row++) {
            for (int column = columns.first; column <= columns.last; column++) {
                Pack<D, W> dy;
                dy.load(a.x, (((long long)at.n * p.outHeight + row) * p.outWidth + column) * p.channels + at.c);
                for (int k = 0; k < W; k++) sum[k] += dy[k];
            }
        }
        Pack<D, W> dx;
        for (int k = 0; k < W; k++) dx.set(k, sum[k] / places);
        dx.store(a.y, i * W);
    }
}

PACKED_KERNELS(pooling_averagegradient, AverageArguments, a.pooling.packed, averageGradient)
