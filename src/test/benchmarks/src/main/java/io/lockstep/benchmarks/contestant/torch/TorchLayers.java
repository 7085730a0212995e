package io.lockstep.benchmarks.contestant.torch;

import io.lockstep.benchmarks.task.Precision;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** Makes the layers of a network, for training or for evaluation, on tensors found by their names in PyTorch. */
final class TorchLayers {
    private static final double MOMENTUM = 0.1;
    private static final double EPSILON = 1e-5;
    private static final long[] ONE = {1, 1};

    private final TorchState state;
    private final boolean training;
    private final Precision precision;
    private final ProductListener products;

    /**
     * @param precision that convolutions and linear layers take all they read in: what autocast does, which libtorch's
     *     binding for Java has no call for
     * @param products is told of each product of each forward pass
     */
    TorchLayers(TorchState state, boolean training, Precision precision, ProductListener products) {
        this.state = state;
        this.training = training;
        this.precision = precision;
        this.products = products;
    }

    TorchLayer convolution(String name, long stride, long padding) {
        Tensor weight = state.tensor(name + ".weight");
        Tensor bias = bias(name);
        long[] strides = {stride, stride};
        long[] paddings = {padding, padding};
        long depth = weight.numel() / weight.size(0);
        return x -> {
            Tensor y = torch.conv2d(cast(x), cast(weight), optional(bias), strides, paddings, ONE, 1);
            products.computed(y, depth);
            return y;
        };
    }

    TorchLayer linear(String name) {
        Tensor weight = state.tensor(name + ".weight");
        Tensor bias = bias(name);
        long depth = weight.size(1);
        return x -> {
            Tensor y = torch.linear(cast(x), cast(weight), optional(bias));
            products.computed(y, depth);
            return y;
        };
    }

    TorchLayer batchNorm(String name) {
        TensorOptional scale = optional(name + ".weight");
        TensorOptional shift = optional(name + ".bias");
        TensorOptional mean = optional(name + ".running_mean");
        TensorOptional variance = optional(name + ".running_var");
        return x -> torch.batch_norm(x, scale, shift, mean, variance, training, MOMENTUM, EPSILON, false);
    }

    TorchLayer relu() {
        return torch::relu_;
    }

    TorchLayer maxPool(long kernel, long stride, long padding) {
        long[] kernels = {kernel, kernel};
        long[] strides = {stride, stride};
        long[] paddings = {padding, padding};
        return x -> torch.max_pool2d(x, kernels, strides, paddings, ONE, false);
    }

    /** The mean of each feature map: [N, C, H, W] becomes [N, C, 1, 1]. */
    TorchLayer globalAveragePool() {
        return x -> torch.adaptive_avg_pool2d(x, ONE);
    }

    TorchLayer flatten() {
        return x -> torch.flatten(x, 1, -1);
    }

    TorchLayer dropout(double probability) {
        return x -> torch.dropout(x, probability, training);
    }

    private @Nullable Tensor bias(String name) {
        return state.contains(name + ".bias") ? state.tensor(name + ".bias") : null;
    }

    private TensorOptional optional(@Nullable Tensor tensor) {
        return tensor == null ? new TensorOptional() : new TensorOptional(cast(tensor));
    }

    private Tensor cast(Tensor tensor) {
        return precision == Precision.BFLOAT16 ? tensor.to(torch.ScalarType.BFloat16) : tensor;
    }

    private TensorOptional optional(String name) {
        return new TensorOptional(state.tensor(name));
    }
}
