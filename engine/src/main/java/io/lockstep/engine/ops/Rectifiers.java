package io.lockstep.engine.ops;

import io.lockstep.engine.backend.UnaryOp;
import io.lockstep.engine.backend.UnaryOp.Function;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;
import java.util.Arrays;

/** Activations that pass numbers above a threshold and change those below. */
public final class Rectifiers {
    /** Scale and alpha of SELU (Klambauer et al. 2017). */
    static final double SELU_SCALE = 1.0507009873554805;

    static final double SELU_ALPHA = 1.6732632423543772;

    private Rectifiers() {}

    /** y = x above the threshold, else {@code value}; dx = dy above the threshold, else 0. */
    public static Tensor threshold(Tensor x, double threshold, double value) {
        Promotion.requireNumbers("threshold", x);
        // Whole numbers are compared with a whole one, as in PyTorch.
        double limit = x.dtype().isFloating() ? threshold : (double) (long) threshold;
        return x.maskedFill(x.le(limit), value);
    }

    /** y = 1 where x is above 0, else 0, in the type of x; dx = 0. */
    public static Tensor step(Tensor x) {
        return x.detach().gt(0).to(x.dtype()).computedBy(new Unary.Flat("step"), x);
    }

    /**
     * y = 0 where x is below 0 or NaN, 1 where it is above, and {@code values} where it is 0; no gradient flows.
     *
     * @throws IllegalArgumentException if the element types differ
     */
    public static Tensor heaviside(Tensor x, Tensor values) {
        if (x.dtype() != values.dtype()) {
            throw new IllegalArgumentException("heaviside expects tensors of one element type but got " + x.dtype()
                    + " and " + values.dtype() + "; convert one with to()");
        }
        return Selection.where(x.eq(0), values.detach(), x.detach().gt(0).to(x.dtype()));
    }

    /** y = x above 0, else slope x; dx = dy above 0, else dy slope. */
    public static Tensor leakyRelu(Tensor x, double slope) {
        return Unary.ofInput(
                "leakyRelu",
                UnaryOp.of(Function.LEAKY_RELU, slope),
                Promotion.requireFloating("leakyRelu", x),
                (dy, input) -> Selection.where(input.gt(0), dy, dy.mul(slope)));
    }

    /** y = x above 0, else weight x, with one weight or one for each channel (dimension 1) of x [N, C, ..]. */
    public static Tensor prelu(Tensor x, Tensor weight) {
        Promotion.requireFloating("prelu", x);
        long channels = x.dim() >= 2 ? x.size(1) : 1;
        if (weight.dtype() != x.dtype() || weight.dim() > 1 || (weight.numel() != 1 && weight.numel() != channels)) {
            throw new IllegalArgumentException("prelu of " + x.dtype() + x.shape() + " expects a weight " + x.dtype()
                    + "[1] or " + x.dtype() + "[" + channels + "] but got " + weight.dtype() + weight.shape());
        }
        long[] sizes = new long[Math.max(1, x.dim())];
        Arrays.fill(sizes, 1);
        sizes[sizes.length > 1 ? 1 : 0] = weight.numel();
        Tensor slopes = x.dim() == 0 ? weight.reshape() : weight.reshape(sizes);
        Tensor y = Selection.where(x.gt(0), x.detach(), x.detach().mul(slopes.detach()));
        return y.computedBy(new Prelu(x, slopes), x, slopes);
    }

    /** y = x above 0, else alpha (e^x - 1); dx = dy above 0, else dy alpha e^x. */
    public static Tensor elu(Tensor x, double alpha) {
        return elu("elu", x, alpha, 1);
    }

    /** y = scale x above 0, else scale alpha (e^x - 1), which keeps mean 0 and variance 1. */
    public static Tensor selu(Tensor x) {
        return elu("selu", x, SELU_ALPHA, 1).mul(SELU_SCALE);
    }

    /** y = x above 0, else alpha (e^(x / alpha) - 1); dx = dy above 0, else dy e^(x / alpha). */
    public static Tensor celu(Tensor x, double alpha) {
        if (alpha == 0) {
            throw new IllegalArgumentException("celu expects an alpha other than 0, by which it divides");
        }
        return elu("celu", x, alpha, 1 / alpha);
    }

    private static Tensor elu(String name, Tensor x, double alpha, double inner) {
        return Unary.ofInput(
                name,
                new UnaryOp(Function.ELU, alpha, inner),
                Promotion.requireFloating(name, x),
                (dy, input) -> dy.mul(eluSlope(input, alpha, inner)));
    }

    /** Exponents are kept at 0 at most: an overflow that is not chosen would still make the gradient's gradient NaN. */
    private static Tensor eluSlope(Tensor x, double alpha, double inner) {
        Tensor below = x.clampMax(0.0).mul(inner).exp().mul(alpha * inner);
        return Selection.where(x.le(0), below, x.device().scalar(x.dtype(), 1));
    }

    /**
     * y = ln(1 + e^(beta x)) / beta, and x where beta x is above the threshold; dx = dy sigmoid(beta x), or dy above the
     * threshold.
     */
    public static Tensor softplus(Tensor x, double beta, double threshold) {
        return Unary.ofInput(
                "softplus",
                new UnaryOp(Function.SOFTPLUS, beta, threshold),
                Promotion.requireFloating("softplus", x),
                (dy, input) -> {
                    Tensor scaled = input.mul(beta);
                    return Selection.where(scaled.gt(threshold), dy, dy.mul(scaled.sigmoid()));
                });
    }

    /** y = x - tanh x. */
    public static Tensor tanhshrink(Tensor x) {
        return x.sub(x.tanh());
    }

    /** y = x, and 0 from -lambda to lambda; dx = dy, and 0 there. */
    public static Tensor hardshrink(Tensor x, double lambda) {
        Promotion.requireFloating("hardshrink", x);
        return x.maskedFill(x.ge(-lambda).logicalAnd(x.le(lambda)), 0);
    }

    /** y = x moved by lambda towards 0, and 0 from -lambda to lambda; dx = dy, and 0 there. */
    public static Tensor softshrink(Tensor x, double lambda) {
        Promotion.requireFloating("softshrink", x);
        if (!(lambda >= 0)) {
            throw new IllegalArgumentException("softshrink expects a lambda of at least 0 but got " + lambda);
        }
        Tensor moved = Selection.where(x.gt(0), x.sub(lambda), x.add(lambda));
        return moved.maskedFill(x.ge(-lambda).logicalAnd(x.le(lambda)), 0);
    }

    /** @param slopes of the number of dimensions of x */
    private record Prelu(Tensor x, Tensor slopes) implements Operation {
        @Override
        public String name() {
            return "prelu";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            Tensor isAbove = x.gt(0);
            if (dx.wanted(0)) {
                dx.give(0, Selection.where(isAbove, dy, dy.mul(slopes)));
            }
            if (dx.wanted(1)) {
                Binary.giveBack(dx, 1, dy.mul(x).maskedFill(isAbove, 0), slopes.shape());
            }
        }
    }
}
