package io.lockstep.engine.oracle;

import io.lockstep.engine.backend.DType;
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

    private final Map<String, Tensor> state;
    private final boolean training;
    private final float[] kept;
    private final DType precision;
    private double distanceToKink = Double.POSITIVE_INFINITY;

    /**
     * @param state parameters and running statistics, which training moves
     * @param kept what dropout keeps, see {@link Batch#kept}
     * @param precision what convolutions and linear layers convert all that they read to, as autocast does
     */
    TorchLayers(Map<String, Tensor> state, boolean training, float[] kept, DType precision) {
        this.state = state;
        this.training = training;
        this.kept = kept;
        this.precision = precision;
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
        return relu(normalised(normalisation, convolved(name, x, 1, 1)));
    }

    /** Convolution, with bias if the state has one. */
    Tensor convolved(String name, Tensor x, long stride, long padding) {
        TensorOptional bias =
                has(name + ".bias") ? new TensorOptional(cast(tensor(name, "bias"))) : new TensorOptional();
        return torch.conv2d(cast(x), cast(tensor(name, "weight")), bias, both(stride), both(padding), both(1), 1);
    }

    Tensor normalised(String name, Tensor x) {
        return torch.batch_norm(
                x,
                optional(name, "weight"),
                optional(name, "bias"),
                optional(name, "running_mean"),
                optional(name, "running_var"),
                training,
                MOMENTUM,
                EPSILON,
                false);
    }

    boolean has(String name) {
        return state.containsKey(name);
    }

    Tensor linear(String name, Tensor x) {
        TensorOptional bias = new TensorOptional(cast(tensor(name, "bias")));
        return torch.linear(cast(x), cast(tensor(name, "weight")), bias);
    }

    private Tensor cast(Tensor tensor) {
        return tensor.to(TorchTensors.type(precision));
    }

    Tensor relu(Tensor x) {
        approach(x.abs());
        return torch.relu(x);
    }

    /** Max-pooling by 2 x 2 of what a relu gave. */
    Tensor pooled(Tensor x) {
        return pooled(x, 2, 2, 0);
    }

    /**
     * Max-pooling of what a relu gave: windows of zeros pass no gradient, whichever element leads, and zeros around the
     * image change no result.
     */
    Tensor pooled(Tensor x, long kernel, long stride, long padding) {
        Tensor padded = torch.constant_pad_nd(x, new long[] {padding, padding, padding, padding}, new Scalar(0));
        T_TensorTensor_T leaders = padded.unfold(2, kernel, stride)
                .unfold(3, kernel, stride)
                .flatten(4, -1)
                .topk(2);
        Tensor first = leaders.get0().select(-1, 0);
        Tensor lead = first.sub(leaders.get0().select(-1, 1));
        approach(lead.masked_select(first.gt(new Scalar(0))));
        return torch.max_pool2d(x, both(kernel), both(stride), both(padding), both(1), false);
    }

    Tensor dropout(Tensor x, double probability) {
        return training ? x.mul(Tensor.create(kept, x.shape())).div(new Scalar(1 - probability)) : x;
    }

    private static long[] both(long size) {
        return new long[] {size, size};
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
