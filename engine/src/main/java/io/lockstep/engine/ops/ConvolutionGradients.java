package io.lockstep.engine.ops;

import io.lockstep.engine.backend.Backend;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.Window;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;

/**
 * The two gradients of a convolution as operations of their own. Convolution y(x, w), data gradient x(y, w) and weight
 * gradient w(x, y) are linear in both arguments, and all three come from one sum of products x w y: the gradients of each
 * are the other two.
 */
final class ConvolutionGradients {
    private ConvolutionGradients() {}

    /** dx of the given shape [N, C, H, W], from dy [N, K, H', W'] and weight [K, C / G, R, S]. */
    static Tensor data(Tensor dy, Tensor weight, Window window, Shape shape) {
        Tensor dx = dy.device().empty(dy.dtype(), shape);
        dy.device().backend().convolutionBackwardData(dy.array(), weight.array(), window, dx.array());
        return dx.computedBy(new Data(dy, weight, window), dy, weight);
    }

    /** dweight of the shape and type of {@code like}, from x [N, C, H, W] and dy [N, K, H', W']. */
    static Tensor weights(Tensor x, Tensor dy, Window window, Tensor like) {
        return weights(x, dy, window, like.dtype(), like.shape());
    }

    private static Tensor weights(Tensor x, Tensor dy, Window window, DType dtype, Shape shape) {
        Tensor dweight = x.device().empty(dtype, shape);
        x.device().backend().convolutionBackwardWeights(x.array(), dy.array(), window, dweight.array(), null);
        return dweight.computedBy(new Weights(x, dy, window), x, dy);
    }

    /** The gradient g has the shape of an x: ddy = g convolved with w, dw is the weight gradient of g and dy. */
    private record Data(Tensor dy, Tensor weight, Window window) implements Operation {
        @Override
        public String name() {
            return "convTranspose2d";
        }

        @Override
        public void backward(Tensor g, Gradients dx) {
            Backend backend = g.device().backend();
            if (dx.wanted(0)) {
                backend.convolution(g.array(), weight.array(), null, window, dx.into(0));
            }
            if (dx.wanted(1)) {
                backend.convolutionBackwardWeights(g.array(), dy.array(), window, dx.into(1), null);
            }
        }

        @Override
        public void differentiableBackward(Tensor g, Gradients dx) {
            if (dx.wanted(0)) {
                dx.give(0, Convolution.record(g, weight, null, window));
            }
            if (dx.wanted(1)) {
                dx.give(1, weights(g, dy, window, weight));
            }
        }
    }

    /** The gradient g has the shape of a weight: dx is the data gradient of dy and g, ddy = x convolved with g. */
    private record Weights(Tensor x, Tensor dy, Window window) implements Operation {
        @Override
        public String name() {
            return "conv2dWeightGradient";
        }

        @Override
        public void backward(Tensor g, Gradients dx) {
            Backend backend = g.device().backend();
            if (dx.wanted(0)) {
                backend.convolutionBackwardData(dy.array(), g.array(), window, dx.into(0));
            }
            if (dx.wanted(1)) {
                backend.convolution(x.array(), g.array(), null, window, dx.into(1));
            }
        }

        @Override
        public void differentiableBackward(Tensor g, Gradients dx) {
            if (dx.wanted(0)) {
                dx.give(0, data(dy, g, window, x.shape()));
            }
            if (dx.wanted(1)) {
                dx.give(1, Convolution.record(x, g, null, window));
            }
        }
    }
}
