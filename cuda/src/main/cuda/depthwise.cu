// Depthwise convolutions for each type of images, with 16 bytes of channels per thread where their number allows it, else with one channel.
#include "depthwise.h"

KERNEL(depthwise_bf16_8, (DepthwiseArguments a)) { depthwise<Bfloat16Images, 8>(a); }
KERNEL(depthwise_bf16_1, (DepthwiseArguments a)) { depthwise<Bfloat16Images, 1>(a); }
KERNEL(depthwise_f16_8, (DepthwiseArguments a)) { depthwise<Float16Images, 8>(a); }
KERNEL(depthwise_f16_1, (DepthwiseArguments a)) { depthwise<Float16Images, 1>(a); }
KERNEL(depthwise_f32_4, (DepthwiseArguments a)) { depthwise<Float32Images, 4>(a); }
KERNEL(depthwise_f32_1, (DepthwiseArguments a)) { depthwise<Float32Images, 1>(a); }

#define DEPTHWISE_WEIGHTS(name, IMAGES, V, TAPS)               \
    KERNEL(name, (DepthwiseWeightsArguments a)) {              \
        __shared__ float partial[V][256];                      \
        depthwiseWeights<IMAGES, V, TAPS>(a, partial);         \
    }

DEPTHWISE_WEIGHTS(depthwise_weights_bf16_4, Bfloat16Images, 4, 9)
DEPTHWISE_WEIGHTS(depthwise_weights_bf16_1, Bfloat16Images, 1, 9)
DEPTHWISE_WEIGHTS(depthwise_weights_f16_4, Float16Images, 4, 9)
DEPTHWISE_WEIGHTS(depthwise_weights_f16_1, Float16Images, 1, 9)
DEPTHWISE_WEIGHTS(depthwise_weights_f32_4, Float32Images, 4, 9)
DEPTHWISE_WEIGHTS(depthwise_weights_f32_1, Float32Images, 1, 9)

// to [R S, K] float32 = from [K, R S], rounded to the type `rounded` of the images.
struct DepthwiseFiltersArguments {
    const void* from;
    float* to;
    int filters, taps, fromType, rounded;
};

KERNEL(depthwise_filters, (DepthwiseFiltersArguments a)) {
    int count = a.filters * a.taps;
    for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < count; i += gridDim.x * blockDim.x) {
        float value = load<float>(a.from, a.fromType, (long long)(i % a.filters) * a.taps + i / a.filters);
        a.to[i] = a.rounded == FLOAT16 ? half2f(f2half(value)) : a.rounded == BFLOAT16 ? bf2f(f2bf(value)) : value;
    }
}

// to [K, R S] = sum over splits, in their order, of parts [splits, R S, K].
struct DepthwiseFinishArguments {
    const float* parts;
    void* to;
    int splits, filters, taps, toType;
};

KERNEL(depthwise_finish_weights, (DepthwiseFinishArguments a)) {
    int count = a.filters * a.taps;
    for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < count; i += gridDim.x * blockDim.x) {
        float sum = 0;
        for (int split = 0; split < a.splits; split++) sum += a.parts[(long long)split * count + i];
        store(a.to, a.toType, (long long)(i % a.filters) * a.taps + i / a.filters, sum);
    }
}
