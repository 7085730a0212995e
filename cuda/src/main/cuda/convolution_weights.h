// Gradient of the weights: for each group a product of matrices whose rows are filters and whose columns are (r, s, c), summed over the pixels of y.
//
//   dw[g, k, r, s, c] = sum over n, p, q of dy[n, p, q, g, k] x[n, p stride - padding + r dilation, ..., g, c]
//
// Legend as in convolution_kernel.h. Both operands are in order R: a pixel's filters are adjacent in dy, its channels in x. The sum over pixels is long and the result
// small, so it is split: each block sums `perSplit` pixels into a part of its own, and convolutionorder_finish adds the parts in their order.
// Channels and filters of a group are multiples of a chunk.
//
// Grid: x tiles, y splits, z groups.
#pragma once
#include "gemm_kernel.h"

struct ConvolutionWeightsArguments {
    const void* x;  // [N, H, W, G, C]
    const void* dy; // [N, P, Q, G, K]
    float* parts;   // [splits, G, K, R, S, C]
    long long splitStride;
    int batch, height, width, channels;
    int resultHeight, resultWidth, filters, groups;
    int kernelHeight, kernelWidth, strideHeight, strideWidth, paddingHeight, paddingWidth, dilationHeight, dilationWidth;
    int perSplit; // pixels, a multiple of a step
    int down, across, band;
};

// Where the windows of a step's pixels begin lies in a table in shared memory, of which there is one for each slab on its way: made while the slab before is
// filled, so that the pipeline's barrier serves it too. Only DEPTH threads divide, instead of all for all their lines.
template <class PRODUCT, int STAGES>
struct PixelLoader {
    typedef typename PRODUCT::T T;
    typedef typename PRODUCT::SlabA SlabA;
    typedef typename PRODUCT::SlabB SlabB;
    typedef Filling<SlabB, PRODUCT::THREADS> Fill;
    static constexpr int NOWHERE = -(1 << 30);

    const ConvolutionWeightsArguments& a;
    MatrixLoader<SlabA, PRODUCT::THREADS, false> dy;
    uint4* table;
    const T* x; // this thread's tap and channels
    int xLine, moveDown, moveRight, first, last, step;
    bool any;

    __device__ __forceinline__ PixelLoader(const ConvolutionWeightsArguments& arguments, int group, int firstFilter, int firstColumn, int firstPixel, int lastPixel, uint4* memory)
        : a(arguments),
          dy((const T*)arguments.dy + group * arguments.filters, (long long)arguments.filters * arguments.groups, firstFilter, arguments.filters, firstPixel, lastPixel, sizeof(T)) {
        table = memory;
        first = firstPixel;
        last = lastPixel;
        step = 0;
        xLine = a.channels * a.groups;
        int column = firstColumn + Fill::chunk() * SlabB::CHUNK, tap = column / a.channels;
        moveDown = tap / a.kernelWidth * a.dilationHeight;
        moveRight = tap % a.kernelWidth * a.dilationWidth;
        any = tap < a.kernelHeight * a.kernelWidth;
        x = (const T*)a.x + group * a.channels + (column - tap * a.channels);
        for (int i = 0; i < STAGES - 1; i++) describe(i);
        __syncthreads();
    }

    __device__ __forceinline__ void describe(int of) {
        if (threadIdx.x < SlabA::DEPTH) {
            int at = first + of * SlabA::DEPTH + threadIdx.x, image = at / a.resultWidth, n = image / a.resultHeight;
            int h = (image - n * a.resultHeight) * a.strideHeight - a.paddingHeight, v = (at - image * a.resultWidth) * a.strideWidth - a.paddingWidth;
            uint4 entry;
            entry.x = (n * a.height + h) * a.width + v;
            entry.y = at < last ? h : NOWHERE;
            entry.z = v;
            entry.w = 0;
            table[of % STAGES * SlabA::DEPTH + threadIdx.x] = entry;
        }
    }

    __device__ __forceinline__ void next(unsigned char* slabA, unsigned char* slabB) {
        dy.next(slabA);
        const uint4* pixels = table + step % STAGES * SlabA::DEPTH;
        int move = moveDown * a.width + moveRight;
#pragma unroll
        for (int i = 0; i < Fill::COUNT; i++) {
            uint4 pixel = pixels[Fill::line(i)];
            bool valid = any && pixel.y + moveDown < (unsigned)a.height && pixel.z + moveRight < (unsigned)a.width;
            const T* from = x + (long long)((int)pixel.x + move) * xLine;
            cp_async16_zfill(slabB + SlabB::at(Fill::line(i), Fill::chunk()), valid ? from : (const T*)a.x, valid);
        }
        step++;
        if (step >= STAGES - 1) describe(step);
    }
};

template <class PRODUCT, int P, int Q, int STAGES>
__device__ __forceinline__ void convolveWeights(const ConvolutionWeightsArguments& a, unsigned char* shared) {
    int p, q, columns = a.kernelHeight * a.kernelWidth * a.channels;
    tileOf(blockIdx.x, a.down, a.across, a.band, p, q);
    constexpr int SLABS = STAGES * (PRODUCT::SlabA::BYTES + PRODUCT::SlabB::BYTES);
    int pixels = a.batch * a.resultHeight * a.resultWidth, first = blockIdx.y * a.perSplit, last = min(pixels, first + a.perSplit);
    PixelLoader<PRODUCT, STAGES> loader(a, blockIdx.z, p * P, q * Q, first, last, (uint4*)(shared + SLABS));
    PRODUCT product;
    accumulate<STAGES>(product, loader, (last - first + PRODUCT::SlabA::DEPTH - 1) / PRODUCT::SlabA::DEPTH, shared);
    TileOutput out = {a.parts + blockIdx.y * a.splitStride + (long long)blockIdx.z * a.filters * columns, nullptr, a.filters, columns, FLOAT32};
    MatrixPlaces places = {columns};
    finish<P, Q>(product, out, places, p * P, q * Q, (float*)shared);
}

#define WEIGHTS_KERNEL(name, blocks, P, Q, STAGES, ...)                                                        \
    KERNEL_BOUNDS(name, (__VA_ARGS__<false, false>::THREADS), blocks, (ConvolutionWeightsArguments a)) {      \
        SHARED_DYN(unsigned char, shared);                                                                     \
        convolveWeights<__VA_ARGS__<false, false>, P, Q, STAGES>(a, shared);                                   \
    }
