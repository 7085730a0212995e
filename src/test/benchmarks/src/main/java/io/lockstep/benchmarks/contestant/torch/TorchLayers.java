package io.lockstep.benchmarks.contestant.torch;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Makes the layers of a network, for training or for evaluation, on tensors found by their names in PyTorch. */
final class TorchLayers {
    private static final double MOMENTUM = 0.1;
    private static final double EPSILON = 1e-5;
    private static final long[] ONE = {1, 1};

    private final TorchState state;
    private final boolean training;
    private final ProductListener products;

    /** @param products is told of each product of each forward pass */
    TorchLayers(TorchState state, boolean training, ProductListener products) {
        this.state = state;
        this.training = training;
        this.products = products;
    }

    TorchLayer convolution(String name, long stride, long padding) {
        Tensor weight = state.tensor(name + ".weight");
        TensorOptional bias = bias(name);
        long[] strides = {stride, stride};
        long[] paddings = {padding, padding};
        long depth = weight.numel() / weight.size(0);
        return x -> {
            Tensor y = torch.conv2d(x, weight, bias, strides, paddings, ONE, 1);
            products.computed(y, depth);
            return y;
        };
    }

    TorchLayer linear(String name) {
        Tensor weight = state.tensor(name + ".weight");
        TensorOptional bias = bias(name);
        long depth = weight.size(1);
        return x -> {
            Tensor y = torch.linear(x, weight, bias);
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

    private TensorOptional bias(String name) {
        return state.contains(name + ".bias") ? optional(name + ".bias") : new TensorOptional();
    }

    private TensorOptional optional(String name) {
        return new TensorOptional(state.tensor(name));
    }
}
