// Pictures of bytes, [N, H, W, C], to normalised images in the same order.
#include "packs.h"

constexpr int MOST_CHANNELS = 64; // in one launch; as in ImageNormalization.java

struct ImagesArguments {
    long long count; // of elements of these channels
    const void* x;
    void* y;
    int channels, first, some; // C; the first of the channels of this launch, and how many
    int packed; // only if they are all
    double factor[MOST_CHANNELS], offset[MOST_CHANNELS]; // 1 / (255 std), -mean / std
};

// y = x factor[c] + offset[c]
template <int D, int W, class V>
__device__ inline void image(const ImagesArguments& a, long long at, int channel, const V* factor, const V* offset) {
    Pack<UINT8, W> x;
    Pack<D, W> y;
    x.load(a.x, at);
    for (int k = 0; k < W; k++) {
        y.set(k, (V)x.bits[k] * factor[channel] + offset[channel]);
        if (++channel == a.some) channel = 0;
    }
    y.store(a.y, at);
}

template <int D, int W>
__device__ inline void images(const ImagesArguments& a) {
    typedef typename Type<D>::Value V;
    __shared__ V factor[MOST_CHANNELS], offset[MOST_CHANNELS];
    for (int c = threadIdx.x; c < a.some; c += blockDim.x) factor[c] = (V)a.factor[c], offset[c] = (V)a.offset[c];
    __syncthreads();
    long long packs = a.count / W;
    if (W > 1) FOR_EACH(i, packs) image<D, W>(a, i * W, (int)(i * W % a.some), factor, offset);
    FOR_EACH(i, W > 1 ? a.count - packs * W : a.count) {
        long long element = W > 1 ? packs * W + i : i, pixel = element / a.some;
        int channel = (int)(element - pixel * a.some);
        image<D, 1>(a, pixel * a.channels + a.first + channel, channel, factor, offset);
    }
}

PACKED_KERNELS(images_normalize, ImagesArguments, a.packed, images)
