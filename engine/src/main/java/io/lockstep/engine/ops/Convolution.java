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
 * Cross-correlation, as PyTorch's conv1d and conv2d. Channels and filters may be cut into G groups, each of which is
 * convolved by itself. Under autocast x and y are of its type, the parameters float32.
 */
public final class Convolution {
    private Convolution() {}

    /** conv2d in one group. */
    public static Tensor apply(Tensor x, Tensor weight, @Nullable Tensor bias, Window window) {
        return apply(x, weight, bias, window, 1);
    }

    /**
     * y [N, K, H', W'] of x [N, C, H, W], weight [K, C / G, R, S] and bias [K]; without N if x has none.
     *
     * @param window kernel size R x S, stride, padding and dilation
     * @throws IllegalArgumentException if shapes or types do not fit
     */
    public static Tensor apply(Tensor x, Tensor weight, @Nullable Tensor bias, Window window, long groups) {
        if (x.dim() == 3 && weight.dim() == 4 && x.size(0) == weight.size(1) * groups) {
            return Batches.ofOne(x, batch -> apply(batch, weight, bias, window, groups));
        }
        boolean typesFit = Precision.fitsAutocast(x, weight);
        checkWeight("conv2d", weight, bias, window, groups, weight.size(0));
        if (x.dim() != 4 || x.size(1) != weight.size(1) * groups || !typesFit) {
            throw new IllegalArgumentException("conv2d expects " + weight.dtype() + "[N, " + weight.size(1) * groups
                    + ", H, W] but got " + x.dtype() + x.shape()
                    + (typesFit ? "; is the batch channels-last? use permute(0, 3, 1, 2)" : Precision.cure(x, weight)));
        }
        long height = window.outputHeight(x.size(2));
        long width = window.outputWidth(x.size(3));
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException("conv2d with a kernel of " + window.extentHeight() + "x"
                    + window.extentWidth() + " does not fit into images of " + x.size(2) + "x" + x.size(3)
                    + "; use larger images or more padding");
        }
        return record(Precision.activation(x), weight, bias, window);
    }

    /**
     * conv1d: y [N, K, L'] of x [N, C, L], weight [K, C / G, S] and bias [K]; without N if x has none.
     *
     * @param window of one row, see {@link Window#line}
     * @throws IllegalArgumentException if shapes or types do not fit
     */
    public static Tensor apply1d(Tensor x, Tensor weight, @Nullable Tensor bias, Window window, long groups) {
        if (weight.dim() != 3 || (x.dim() != 3 && x.dim() != 2)) {
            throw new IllegalArgumentException("conv1d expects x [N, C, L] and weight [K, C / groups, S] but got "
                    + x.shape() + " and " + weight.shape());
        }
        if (x.dim() == 2) {
            return Batches.ofOne(x, batch -> apply1d(batch, weight, bias, window, groups));
        }
        Tensor image = x.reshape(x.size(0), x.size(1), 1, x.size(2));
        Tensor filters = weight.reshape(weight.size(0), weight.size(1), 1, weight.size(2));
        Tensor y = apply(image, filters, bias, window, groups);
        return y.reshape(y.size(0), y.size(1), y.size(3));
    }

    /** @param outputs channels of the result, which the bias has one number for */
    static void checkWeight(
            String name, Tensor weight, @Nullable Tensor bias, Window window, long groups, long outputs) {
        if (weight.dim() != 4
                || weight.size(2) != window.kernelHeight()
                || weight.size(3) != window.kernelWidth()
                || weight.size(1) < 1
                || groups < 1
                || weight.size(0) % groups != 0) {
            throw new IllegalArgumentException(name + " with a kernel of " + window.kernelHeight() + "x"
                    + window.kernelWidth() + " in " + groups
                    + " groups expects a weight of four dimensions that ends in"
                    + " the kernel's sizes and begins with a multiple of the groups, but got " + weight.shape());
        }
        if (bias != null && (bias.dim() != 1 || bias.size(0) != outputs)) {
            throw new IllegalArgumentException(name + " expects a bias [" + outputs
                    + "], one number per channel of the result, but got " + bias.shape());
        }
    }

    /** The convolution of operands that fit. */
    static Tensor record(Tensor x, Tensor weight, @Nullable Tensor bias, Window window) {
        long height = window.outputHeight(x.size(2));
        long width = window.outputWidth(x.size(3));
        Tensor y = x.device().empty(x.dtype(), Shape.of(x.size(0), weight.size(0), height, width));
        NdArray biasArray = bias == null ? null : bias.array();
        x.device().backend().convolution(x.array(), weight.array(), biasArray, window, y.array());
        Rule rule = new Rule(x, weight, window);
        return bias == null ? y.computedBy(rule, x, weight) : y.computedBy(rule, x, weight, bias);
    }

    private record Rule(Tensor x, Tensor weight, Window window) implements Operation {
        @Override
        public String name() {
            return "conv2d";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            Backend backend = dy.device().backend();
            boolean biasWanted = isBiasWanted(dx);
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

        @Override
        public void differentiableBackward(Tensor dy, Gradients dx) {
            if (dx.wanted(0)) {
                dx.give(0, ConvolutionGradients.data(dy, weight, window, x.shape()));
            }
            if (dx.wanted(1)) {
                dx.give(1, ConvolutionGradients.weights(x, dy, window, weight));
            }
            if (isBiasWanted(dx)) {
                dx.give(2, Channels.sum(dy.to(weight.dtype())));
            }
        }

        private static boolean isBiasWanted(Gradients dx) {
            return dx.size() == 3 && dx.wanted(2);
        }
    }
}
