package io.lockstep.engine.oracle;

import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** The layers of one forward pass as functions of libtorch, on tensors found by their names in PyTorch. */
final class TorchLayers {
    private static final double MOMENTUM = 0.1;
    private static final double EPSILON = 1e-5;
    private static final long[] ONE = {1, 1};

    private final Map<String, Tensor> state;
    private final boolean training;
    private final float[] kept;
    private double distanceToKink = Double.POSITIVE_INFINITY;

    /**
     * @param state parameters and running statistics, which training moves
     * @param kept what dropout keeps, see {@link Batch#kept}
     */
    TorchLayers(Map<String, Tensor> state, boolean training, float[] kept) {
        this.state = state;
        this.training = training;
        this.kept = kept;
    }

    /**
     * How far the pass was from another gradient: the smallest absolute input of a relu, or the smallest lead of a
     * pooled element over the next in its window, whichever is less.
     */
    double distanceToKink() {
        return distanceToKink;
    }

    /** Convolution by 3 x 3 at the image's full size, then batch normalisation and relu. */
    Tensor convolution(String name, String normalisation, Tensor x) {
        Tensor y = torch.conv2d(x, tensor(name, "weight"), optional(name, "bias"), ONE, ONE, ONE, 1);
        return relu(torch.batch_norm(
                y,
                optional(normalisation, "weight"),
                optional(normalisation, "bias"),
                optional(normalisation, "running_mean"),
                optional(normalisation, "running_var"),
                training,
                MOMENTUM,
                EPSILON,
                false));
    }

    Tensor linear(String name, Tensor x) {
        return torch.linear(x, tensor(name, "weight"), optional(name, "bias"));
    }

    Tensor relu(Tensor x) {
        approach(x.abs());
        return torch.relu(x);
    }

    /** Max-pooling by 2 x 2 of what a relu gave; windows of zeros pass no gradient, whichever element leads. */
    Tensor pooled(Tensor x) {
        T_TensorTensor_T leaders =
                x.unfold(2, 2, 2).unfold(3, 2, 2).flatten(4, -1).topk(2);
        Tensor first = leaders.get0().select(-1, 0);
        Tensor lead = first.sub(leaders.get0().select(-1, 1));
        approach(lead.masked_select(first.gt(new Scalar(0))));
        return torch.max_pool2d(x, 2, 2);
    }

    Tensor dropout(Tensor x, double probability) {
        return training ? x.mul(Tensor.create(kept, x.shape())).div(new Scalar(1 - probability)) : x;
    }

    private void approach(Tensor distances) {
        distanceToKink = Math.min(distanceToKink, distances.min().item_double());
    }

    private TensorOptional optional(String layer, String name) {
        return new TensorOptional(tensor(layer, name));
    }

    private Tensor tensor(String layer, String name) {
        return Objects.requireNonNull(state.get(layer + "." + name), () -> layer + "." + name);
    }
}
