package io.lockstep.engine.ops;

import io.lockstep.engine.backend.Backend;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.Window;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Two-dimensional cross-correlation, as PyTorch's conv2d: x [N, C, H, W], weight [K, C, R, S], bias [K] to
 * y [N, K, H', W']. Under autocast x and y are bfloat16, the parameters float32.
 */
public final class Convolution {
    private Convolution() {}

    public static Tensor apply(Tensor x, Tensor weight, @Nullable Tensor bias, Window window) {
        boolean typesFit = Precision.fitsAutocast(x, weight);
        if (x.dim() != 4 || x.size(1) != weight.size(1) || !typesFit) {
            throw new IllegalArgumentException("conv2d expects " + weight.dtype() + "[N, " + weight.size(1)
                    + ", H, W] but got " + x.dtype() + x.shape()
                    + (typesFit ? "; is the batch channels-last? use permute(0, 3, 1, 2)" : Precision.cure(x, weight)));
        }
        long height = window.outputHeight(x.size(2));
        long width = window.outputWidth(x.size(3));
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException("conv2d with a kernel of " + window.kernelHeight() + "x"
                    + window.kernelWidth() + " does not fit into images of " + x.size(2) + "x" + x.size(3)
                    + "; use larger images or more padding");
        }
        Tensor input = Precision.activation(x);
        Tensor y = x.device().empty(input.dtype(), Shape.of(x.size(0), weight.size(0), height, width));
        NdArray biasArray = bias == null ? null : bias.array();
        x.device().backend().convolution(input.array(), weight.array(), biasArray, window, y.array());
        Rule rule = new Rule(input, weight, window);
        return bias == null ? y.computedBy(rule, input, weight) : y.computedBy(rule, input, weight, bias);
    }

    private record Rule(Tensor x, Tensor weight, Window window) implements Operation {
        @Override
        public String name() {
            return "conv2d";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            Backend backend = dy.device().backend();
            boolean biasWanted = dx.size() == 3 && dx.wanted(2);
            if (dx.wanted(1) || biasWanted) {
                NdArray dbias = biasWanted ? dx.into(2) : null;
                NdArray dweight = dx.wanted(1)
                        ? dx.into(1)
                        : NdArray.deferred(dy.device().allocator(), weight.dtype(), weight.shape());
                backend.convolutionBackwardWeights(x.array(), dy.array(), window, dweight, dbias);
            }
            if (dx.wanted(0)) {
                backend.convolutionBackwardData(dy.array(), weight.array(), window, dx.into(0));
            }
        }
    }
}
