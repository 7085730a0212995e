// Convolutions as plain sums in float64, one result per thread, for any strides and types: for float64, and for windows with more taps along an axis than
// the loader of convolution_kernel.h has bits for.
//
// Legend: N batch, C channels, H and W height and width of x, K filters, P and Q height and width of y, R and S of a filter, G groups.
#include "elements.h"

struct ConvolutionDirectArguments {
    void* x;          // [N, C, H, W] or its gradient
    void* w;          // [K, C / G, R, S], contiguous, or its gradient
    void* y;          // [N, K, P, Q] or its gradient
    const void* bias; // [K] contiguous or null, or its gradient
    long long xStrides[4], yStrides[4];
    int batch, channels, height, width, filters, resultHeight, resultWidth, groups;
    int kernelHeight, kernelWidth, strideHeight, strideWidth, paddingHeight, paddingWidth, dilationHeight, dilationWidth;
    int xType, wType, yType, biasType;
};

__device__ __forceinline__ double directImage(const void* image, const long long strides[4], int n, int c, int h, int w, int type) {
    return load<double>(image, type, n * strides[0] + c * strides[1] + h * strides[2] + w * strides[3]);
}

// Float32 weights of a half-precision image are rounded to its type.
__device__ __forceinline__ double directWeight(const ConvolutionDirectArguments& a, long long i) {
    double value = load<double>(a.w, a.wType, i);
    if (a.xType == FLOAT16) return half2f(f2half((float)value));
    if (a.xType == BFLOAT16) return bf2f(f2bf((float)value));
    return value;
}

// Grid-stride loops over the results, the last dimension of the legend's order the fastest.
KERNEL(convolutiondirect_forward, (ConvolutionDirectArguments a)) {
    int channels = a.channels / a.groups, filters = a.filters / a.groups;
    long long count = (long long)a.batch * a.filters * a.resultHeight * a.resultWidth;
    for (long long i = (long long)blockIdx.x * blockDim.x + threadIdx.x; i < count; i += (long long)gridDim.x * blockDim.x) {
        int q = (int)(i % a.resultWidth), p = (int)(i / a.resultWidth % a.resultHeight);
        long long which = i / a.resultWidth / a.resultHeight;
        int k = (int)(which % a.filters), n = (int)(which / a.filters);
        double sum = 0;
        for (int c = 0; c < channels; c++)
            for (int r = 0; r < a.kernelHeight; r++) {
                int h = p * a.strideHeight - a.paddingHeight + r * a.dilationHeight;
                for (int s = 0; h >= 0 && h < a.height && s < a.kernelWidth; s++) {
                    int w = q * a.strideWidth - a.paddingWidth + s * a.dilationWidth;
                    if (w < 0 || w >= a.width) continue;
                    double weight = directWeight(a, (((long long)k * channels + c) * a.kernelHeight + r) * a.kernelWidth + s);
                    sum += directImage(a.x, a.xStrides, n, k / filters * channels + c, h, w, a.xType) * weight;
                }
            }
        if (a.bias != nullptr) sum += load<double>(a.bias, a.biasType, k);
        store(a.y, a.yType, n * a.yStrides[0] + k * a.yStrides[1] + p * a.yStrides[2] + q * a.yStrides[3], sum);
    }
}

// Index of the window that begins at a distance from the first one; -1 if there is none.
__device__ __forceinline__ int directWindow(int distance, int stride, int windows) {
    return distance >= 0 && distance % stride == 0 && distance / stride < windows ? distance / stride : -1;
}

KERNEL(convolutiondirect_data, (ConvolutionDirectArguments a)) {
    int channels = a.channels / a.groups, filters = a.filters / a.groups;
    long long count = (long long)a.batch * a.channels * a.height * a.width;
    for (long long i = (long long)blockIdx.x * blockDim.x + threadIdx.x; i < count; i += (long long)gridDim.x * blockDim.x) {
        int w = (int)(i % a.width), h = (int)(i / a.width % a.height);
        long long which = i / a.width / a.height;
        int c = (int)(which % a.channels), n = (int)(which / a.channels), first = c / channels * filters;
        double sum = 0;
        for (int r = 0; r < a.kernelHeight; r++) {
            int p = directWindow(h + a.paddingHeight - r * a.dilationHeight, a.strideHeight, a.resultHeight);
            for (int s = 0; p >= 0 && s < a.kernelWidth; s++) {
                int q = directWindow(w + a.paddingWidth - s * a.dilationWidth, a.strideWidth, a.resultWidth);
                for (int k = first; q >= 0 && k < first + filters; k++) {
                    double weight = directWeight(a, (((long long)k * channels + c % channels) * a.kernelHeight + r) * a.kernelWidth + s);
                    sum += directImage(a.y, a.yStrides, n, k, p, q, a.yType) * weight;
                }
            }
        }
        store(a.x, a.xType, n * a.xStrides[0] + c * a.xStrides[1] + h * a.xStrides[2] + w * a.xStrides[3], sum);
    }
}

// A block sums one weight over all pixels: each of its 128 threads every 128th, then the threads' sums in their order. Grid-stride over weights; those of the bias
// follow them, if it is wanted.
KERNEL(convolutiondirect_weights, (ConvolutionDirectArguments a)) {
    __shared__ double sums[128];
    int channels = a.channels / a.groups, filters = a.filters / a.groups;
    long long weights = (long long)a.filters * channels * a.kernelHeight * a.kernelWidth, pixels = (long long)a.batch * a.resultHeight * a.resultWidth;
    for (long long i = blockIdx.x; i < weights + (a.bias != nullptr ? a.filters : 0); i += gridDim.x) {
        bool bias = i >= weights;
        int s = (int)(i % a.kernelWidth), r = (int)(i / a.kernelWidth % a.kernelHeight);
        long long which = i / a.kernelWidth / a.kernelHeight;
        int c = (int)(which % channels), k = bias ? (int)(i - weights) : (int)(which / channels);
        double sum = 0;
        for (long long pixel = threadIdx.x; pixel < pixels; pixel += blockDim.x) {
            int q = (int)(pixel % a.resultWidth), p = (int)(pixel / a.resultWidth % a.resultHeight), n = (int)(pixel / a.resultWidth / a.resultHeight);
            double dy = directImage(a.y, a.yStrides, n, k, p, q, a.yType);
            int h = p * a.strideHeight - a.paddingHeight + r * a.dilationHeight, w = q * a.strideWidth - a.paddingWidth + s * a.dilationWidth;
            if (bias) sum += dy;
            else if (h >= 0 && h < a.height && w >= 0 && w < a.width) sum += dy * directImage(a.x, a.xStrides, n, k / filters * channels + c, h, w, a.xType);
        }
        sums[threadIdx.x] = sum;
        __syncthreads();
        if (threadIdx.x == 0) {
            sum = 0;
            for (int t = 0; t < (int)blockDim.x; t++) sum += sums[t];
            if (bias) store((void*)a.bias, a.biasType, k, sum);
            else store(a.w, a.wType, i, sum);
        }
        __syncthreads();
    }
}
