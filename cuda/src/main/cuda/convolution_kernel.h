// Convolution as a product of matrices that is never written out (implicit GEMM), for the results and for the gradient of the data.
//
// Legend: N batch, H and W height and width of the input, C its channels in a group, K filters in a group, R and S height and width of a filter,
// P and Q height and width of the result, G groups.
//
//   y[n, p, q, g, k] = bias[g, k] + sum over r, s, c of x[n, p stride - padding + r dilation, ..., g, c] w[g, k, r, s, c]
//
// Rows of the product are pixels of y, columns filters; it sums over (r, s, c), whose elements are adjacent in w, and in x for each (r, s). So both operands
// are in order K, and C must be a multiple of a chunk (8 half-precision or 4 single-precision elements): the host pads it with zeros.
//
// The gradient of the data is the same with dy for x, dx for y and the filters in the order [g, c, r, s, k]; strides split it by residues (see Axis).
//
// Grid: x tiles, y splits of the sum (as in gemm_kernel.h), z residues times groups.
#pragma once
#include "convolution_axis.h"
#include "gemm_kernel.h"

struct ConvolutionArguments {
    const void* x;     // [N, H, W, G, C]
    const void* w;     // [G, K, R, S, C]
    void* y;           // [N, P, Q, G, K], or float32 scratch of that shape for each split
    const float* bias; // [G, K] or null
    long long splitStride;
    int batch, height, width, channels;
    int resultHeight, resultWidth, filters, groups;
    int kernelHeight, kernelWidth, strideHeight, strideWidth, paddingHeight, paddingWidth, dilationHeight, dilationWidth;
    int backward; // whether x is dy and y is dx; the window is always the forward one
    int perSplit; // of the R S C products of a sum, a multiple of a step
    int down, across, band, yType;
};

// Chunks of x and w. Which taps of a pixel's window lie inside the image is kept as bits: one for each row of the window, then one for each column.
template <class PRODUCT>
struct WindowLoader {
    typedef typename PRODUCT::T T;
    typedef typename PRODUCT::SlabA SlabA;
    typedef typename PRODUCT::SlabB SlabB;
    typedef Filling<SlabA, PRODUCT::THREADS> FillA;
    typedef Filling<SlabB, PRODUCT::THREADS> FillB;
    static constexpr int CHUNK = SlabA::CHUNK;

    const T* x;
    const T* w; // this thread's first filter
    int pixel[FillA::COUNT];
    unsigned inside[FillA::COUNT];
    long long filterPitch;
    int xLine, channels, rowMove, columnMove, tapsDown, tapsAcross;
    int tapRow, tapColumn; // elements of w from one tap of this residue to the next one below and right of it
    int c, r, s, left, filters;

    __device__ __forceinline__ WindowLoader(const ConvolutionArguments& a, const Axis& down, const Axis& across, int group, int firstRow, int firstFilter, int first, int last) {
        channels = a.channels;
        xLine = a.channels * a.groups;
        tapsDown = down.taps;
        tapsAcross = across.taps;
        rowMove = down.move * a.width;
        columnMove = across.move;
        tapRow = down.step * a.kernelWidth * channels;
        tapColumn = across.step * channels;
        x = (const T*)a.x + group * channels;
        int line = FillB::line(0);
        long long filter = (long long)a.kernelHeight * a.kernelWidth * channels;
        w = (const T*)a.w + ((long long)group * a.filters + firstFilter + line) * filter + (down.first * a.kernelWidth + across.first) * channels;
        filterPitch = filter * FillB::PITCH;
        filters = a.filters - firstFilter - line;
        int k = first + FillA::chunk() * CHUNK, tap = k / channels;
        left = last - k;
        c = k - tap * channels;
        r = tap / max(1, tapsAcross);
        s = tap - r * tapsAcross;
        find(a, down, across, firstRow + FillA::line(0));
    }

    // The pixels of this thread's rows. Only the first row is divided; the others follow it by a pitch.
    __device__ __forceinline__ void find(const ConvolutionArguments& a, const Axis& down, const Axis& across, int row) {
        int rows = a.batch * down.resultCount * across.resultCount;
        bool same = tapsDown == 1 && tapsAcross == 1 && a.height == down.resultCount && a.width == across.resultCount && down.scale == 1 && across.scale == 1 &&
                    down.origin == 0 && across.origin == 0; // 1 x 1: each pixel becomes one
        int image = 0, j = 0, n = 0, i = 0;
        if (!same) {
            image = row / max(1, across.resultCount);
            j = row - image * across.resultCount;
            n = image / max(1, down.resultCount);
            i = image - n * down.resultCount;
        }
#pragma unroll
        for (int line = 0; line < FillA::COUNT; line++, row += FillA::PITCH, j += FillA::PITCH) {
            inside[line] = 0;
            pixel[line] = row;
            if (row >= rows) continue;
            if (same) {
                inside[line] = 3;
                continue;
            }
            while (j >= across.resultCount) {
                j -= across.resultCount;
                if (++i == down.resultCount) {
                    i = 0;
                    n++;
                }
            }
            int h = i * down.scale + down.origin, v = j * across.scale + across.origin;
            pixel[line] = (n * a.height + h) * a.width + v;
            for (int t = 0; t < tapsDown; t++) inside[line] |= (unsigned)((unsigned)(h + t * down.move) < (unsigned)a.height) << t;
            for (int t = 0; t < tapsAcross; t++) inside[line] |= (unsigned)((unsigned)(v + t * across.move) < (unsigned)a.width) << (tapsDown + t);
        }
    }

    __device__ __forceinline__ void next(unsigned char* slabA, unsigned char* slabB) {
        int move = r * rowMove + s * columnMove;
        bool any = left > 0;
#pragma unroll
        for (int i = 0; i < FillA::COUNT; i++) {
            bool valid = any && (inside[i] >> r & inside[i] >> (tapsDown + s) & 1);
            const T* from = x + ((long long)(pixel[i] + move) * xLine + c);
            cp_async16_zfill(slabA + SlabA::at(FillA::line(i), FillA::chunk()), valid ? from : x, valid);
        }
        const T* tap = w + (r * tapRow + s * tapColumn + c);
#pragma unroll
        for (int i = 0; i < FillB::COUNT; i++) {
            bool valid = any && i * FillB::PITCH < filters;
            cp_async16_zfill(slabB + SlabB::at(FillB::line(i), FillB::chunk()), valid ? tap + i * filterPitch : x, valid);
        }
        left -= SlabA::DEPTH;
        c += SlabA::DEPTH;
        while (c >= channels) {
            c -= channels;
            if (++s == tapsAcross) {
                s = 0;
                r++;
            }
        }
    }
};

struct PixelPlaces {
    Axis down, across;
    int height, width, line, group; // of the result; the group's first filter

    __device__ __forceinline__ long long at(int row) const {
        if (down.resultStep == 1 && across.resultStep == 1) return (long long)row * line + group;
        int image = row / across.resultCount, n = image / down.resultCount;
        int p = down.resultFirst + (image - n * down.resultCount) * down.resultStep;
        int q = across.resultFirst + (row - image * across.resultCount) * across.resultStep;
        return ((long long)(n * height + p) * width + q) * line + group;
    }
};

template <class PRODUCT, int P, int Q, int STAGES>
__device__ __forceinline__ void convolve(const ConvolutionArguments& a, unsigned char* shared) {
    int group = blockIdx.z % a.groups, residue = blockIdx.z / a.groups;
    Axis down, across;
    if (a.backward) {
        down = backwardAxis(residue / a.strideWidth, a.strideHeight, a.paddingHeight, a.dilationHeight, a.kernelHeight, a.resultHeight);
        across = backwardAxis(residue % a.strideWidth, a.strideWidth, a.paddingWidth, a.dilationWidth, a.kernelWidth, a.resultWidth);
    } else {
        down = forwardAxis(a.strideHeight, a.paddingHeight, a.dilationHeight, a.kernelHeight, a.resultHeight);
        across = forwardAxis(a.strideWidth, a.paddingWidth, a.dilationWidth, a.kernelWidth, a.resultWidth);
    }
    int p, q, rows = a.batch * down.resultCount * across.resultCount;
    tileOf(blockIdx.x, a.down, a.across, a.band, p, q);
    if (p * P >= rows) return; // a residue may have fewer rows than the first
    int first = blockIdx.y * a.perSplit, last = min(first + a.perSplit, down.taps * across.taps * a.channels);
    WindowLoader<PRODUCT> loader(a, down, across, group, p * P, q * Q, first, last);
    PRODUCT product;
    accumulate<STAGES>(product, loader, max(0, last - first + PRODUCT::SlabA::DEPTH - 1) / PRODUCT::SlabA::DEPTH, shared);
    TileOutput out = {(unsigned char*)a.y + blockIdx.y * a.splitStride * (a.yType == FLOAT32 ? 4 : 2), a.bias == nullptr ? nullptr : a.bias + group * a.filters, rows, a.filters, a.yType};
    PixelPlaces places = {down, across, a.resultHeight, a.resultWidth, a.filters * a.groups, group * a.filters};
    finish<P, Q>(product, out, places, p * P, q * Q, (float*)shared);
}

#define CONVOLUTION_KERNEL(name, blocks, P, Q, STAGES, ...)                                             \
    KERNEL_BOUNDS(name, (__VA_ARGS__<true, true>::THREADS), blocks, (ConvolutionArguments a)) {        \
        SHARED_DYN(unsigned char, shared);                                                              \
        convolve<__VA_ARGS__<true, true>, P, Q, STAGES>(a, shared);                                     \
    }
