// The orders of elements that the products of convolutions want, and the way back from them.
//
// Legend as in convolution_kernel.h: G groups of C channels and K filters each; `inner` is C or K filled up with zeros to a multiple of a chunk.
//
// An image of few channels would be mostly zeros. With a stride of 2 across, `fold` = 2 neighbouring pixels of 4 channels are seen as one of 8, of an image
// half as wide, whose stride is 1; the filter's columns are folded in the same way, and begin `shift` columns earlier where the padding is odd.
//
// Images and filters have fewer than 2^31 - 2^23 elements a row and in all, so that 32-bit arithmetic, whose divisions are cheap, is enough.
#include "elements.h"

// to [N, H, W', G, inner] = from [N, G C, H, W] of any strides; zeros from column W and channel C on. Grid: x within a row, y rows.
struct ConvolutionImageArguments {
    const void* from;
    void* to;
    long long batchStride, channelStride, rowStride, columnStride; // of from, in elements
    int batch, height, width, channels, groups;                    // channels of one group
    int toWidth, inner, fromType, toType;
};

KERNEL(convolutionorder_image, (ConvolutionImageArguments a)) {
    int line = a.groups * a.inner, e = blockIdx.x * blockDim.x + threadIdx.x;
    if (e >= a.toWidth * line) return;
    int w = e / line, group = e % line / a.inner, c = e % a.inner;
    bool inside = w < a.width && c < a.channels;
    long long within = (group * a.channels + c) * a.channelStride + w * a.columnStride;
    for (int row = blockIdx.y; row < a.batch * a.height; row += gridDim.y) {
        int n = row / a.height, h = row - n * a.height;
        float value = inside ? load<float>(a.from, a.fromType, n * a.batchStride + h * a.rowStride + within) : 0.f;
        store(a.to, a.toType, (long long)row * a.toWidth * line + e, value);
    }
}

// Where element (c' = `lane` of tap column s') of a packed filter lies in the master: false for the zeros between.
struct Fold {
    int fold, shift, inner, channels, kernelWidth;

    __device__ __forceinline__ bool master(int packedColumn, int lane, int& s, int& c) const {
        int each = inner / fold;
        s = packedColumn * fold + lane / each - shift;
        c = lane % each;
        return s >= 0 && s < kernelWidth && c < channels;
    }
};

// Forward: to [G, K, R, S', inner] = from [G K, C, R, S]. Backward: to [G, C, R, S, inner over K].
struct ConvolutionFiltersArguments {
    const void* from;
    void* to;
    int filters, channels, kernelHeight, kernelWidth, groups; // filters and channels of one group
    int packedWidth, inner, fold, shift;
    int backward, fromType, toType;
};

KERNEL(convolutionorder_filters, (ConvolutionFiltersArguments a)) {
    int outer = a.backward ? a.channels : a.filters;
    int count = a.groups * outer * a.kernelHeight * a.packedWidth * a.inner, step = gridDim.x * blockDim.x;
    Fold fold = {a.fold, a.shift, a.inner, a.channels, a.kernelWidth};
    for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < count; i += step) {
        int lane = i % a.inner, column = i / a.inner % a.packedWidth, rest = i / a.inner / a.packedWidth;
        int r = rest % a.kernelHeight, s = column, c = 0, k = 0;
        int which = rest / a.kernelHeight, group = which / outer, member = which % outer; // filter, or channel, of the group
        bool inside;
        if (a.backward) {
            k = lane;
            c = member;
            inside = k < a.filters;
        } else {
            k = member;
            inside = fold.master(column, lane, s, c);
        }
        long long at = ((((long long)group * a.filters + k) * a.channels + c) * a.kernelHeight + r) * a.kernelWidth + s;
        store(a.to, a.toType, i, inside ? load<float>(a.from, a.fromType, at) : 0.f);
    }
}

// to [G K, C, R, S] = sum over splits, in their order, of parts [splits, G, K', R, S', inner], K' >= K.
struct ConvolutionFinishArguments {
    const float* parts;
    void* to;
    long long splitStride;
    int splits, filters, channels, kernelHeight, kernelWidth, groups;
    int packedFilters, packedWidth, inner, fold, shift, toType;
};

KERNEL(convolutionorder_finish, (ConvolutionFinishArguments a)) {
    int count = a.groups * a.packedFilters * a.kernelHeight * a.packedWidth * a.inner, step = gridDim.x * blockDim.x;
    Fold fold = {a.fold, a.shift, a.inner, a.channels, a.kernelWidth};
    for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < count; i += step) {
        int lane = i % a.inner, column = i / a.inner % a.packedWidth, rest = i / a.inner / a.packedWidth, s, c;
        int r = rest % a.kernelHeight, which = rest / a.kernelHeight, group = which / a.packedFilters, k = which % a.packedFilters;
        if (k >= a.filters || !fold.master(column, lane, s, c)) continue;
        float sum = 0;
        for (int split = 0; split < a.splits; split++) sum += a.parts[split * a.splitStride + i];
        store(a.to, a.toType, ((((long long)group * a.filters + k) * a.channels + c) * a.kernelHeight + r) * a.kernelWidth + s, sum);
    }
}

// parts [splits, channels] = sums of dy [pixels, channels] over `perSplit` pixels each. Grid: x 32 channels, y splits; blocks of 256.
struct ConvolutionBiasArguments {
    const void* dy;
    float* parts;
    long long pixels, perSplit, pixelStride;
    int channels, type;
};

KERNEL(convolutionorder_bias, (ConvolutionBiasArguments a)) {
    __shared__ float sums[8][32];
    int lane = threadIdx.x % 32, row = threadIdx.x / 32, channel = blockIdx.x * 32 + lane;
    long long first = blockIdx.y * a.perSplit, last = min(a.pixels, first + a.perSplit);
    float sum = 0;
    if (channel < a.channels) {
        for (long long pixel = first + row; pixel < last; pixel += 8) sum += load<float>(a.dy, a.type, pixel * a.pixelStride + channel);
    }
    sums[row][lane] = sum;
    __syncthreads();
    if (row == 0 && channel < a.channels) {
        sum = 0;
        for (int i = 0; i < 8; i++) sum += sums[i][lane];
        a.parts[(long long)blockIdx.y * a.channels + channel] = sum;
    }
}
