package io.lockstep.engine.nn;

import io.lockstep.engine.ops.linalg.Orthogonalization;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * Initial values written over a tensor in place, as {@code torch.nn.init} has them; nothing is recorded, so parameters may be
 * given. Random numbers come from the generator of the tensor's device. Each returns its tensor.
 *
 * <p>Of a weight [out, in, kernel..], fan-in is in times the kernel's size and fan-out is out times it.
 */
public final class Init {
    private static final double LEAKY_SLOPE = 0.01;

    private Init() {}

    /** What follows the layer. */
    public enum Nonlinearity {
        /** None, as also for convolutions. */
        LINEAR,
        SIGMOID,
        TANH,
        RELU,
        LEAKY_RELU,
        SELU
    }

    /** Which variance stays from layer to layer: that of activations or that of gradients. */
    public enum Mode {
        FAN_IN,
        FAN_OUT
    }

    /** The factor for standard deviations that a nonlinearity asks for; the slope of LEAKY_RELU is 0.01. */
    public static double calculateGain(Nonlinearity nonlinearity) {
        return calculateGain(nonlinearity, LEAKY_SLOPE);
    }

    /** @param negativeSlope of LEAKY_RELU, ignored by the others */
    public static double calculateGain(Nonlinearity nonlinearity, double negativeSlope) {
        return switch (nonlinearity) {
            case LINEAR, SIGMOID -> 1;
            case TANH -> 5.0 / 3;
            case RELU -> Math.sqrt(2);
            case LEAKY_RELU -> Math.sqrt(2 / (1 + negativeSlope * negativeSlope));
            case SELU -> 0.75;
        };
    }

    /** Standard normal. */
    public static Tensor normal_(Tensor x) {
        return normal_(x, 0, 1);
    }

    public static Tensor normal_(Tensor x, double mean, double std) {
        return unrecorded(x, t -> t.normal_(mean, std));
    }

    /** Uniform in [0, 1). */
    public static Tensor uniform_(Tensor x) {
        return uniform_(x, 0, 1);
    }

    /** Uniform in [a, b). */
    public static Tensor uniform_(Tensor x, double a, double b) {
        return unrecorded(x, t -> t.uniform_(a, b));
    }

    public static Tensor zeros_(Tensor x) {
        return constant_(x, 0);
    }

    public static Tensor ones_(Tensor x) {
        return constant_(x, 1);
    }

    public static Tensor constant_(Tensor x, double value) {
        return unrecorded(x, t -> t.fill_(value));
    }

    /** Ones on the diagonal of x [rows, columns], zeros elsewhere. */
    public static Tensor eye_(Tensor x) {
        if (x.dim() != 2) {
            throw new IllegalArgumentException("eye_ expects [rows, columns] but got " + x.shape());
        }
        return unrecorded(x, t -> t.copy_(t.device().eye(t.dtype(), t.size(0), t.size(1))));
    }

    /** {@link #xavierUniform_(Tensor, double)} with a gain of 1. */
    public static Tensor xavierUniform_(Tensor weight) {
        return xavierUniform_(weight, 1);
    }

    /** Uniform in [-a, a) with a = gain sqrt(6 / (fan-in + fan-out)) (Glorot and Bengio 2010). */
    public static Tensor xavierUniform_(Tensor weight, double gain) {
        double bound = gain * Math.sqrt(6.0 / (fan(weight, Mode.FAN_IN) + fan(weight, Mode.FAN_OUT)));
        return uniform_(weight, -bound, bound);
    }

    /** {@link #xavierNormal_(Tensor, double)} with a gain of 1. */
    public static Tensor xavierNormal_(Tensor weight) {
        return xavierNormal_(weight, 1);
    }

    /** Normal with std = gain sqrt(2 / (fan-in + fan-out)) (Glorot and Bengio 2010). */
    public static Tensor xavierNormal_(Tensor weight, double gain) {
        return normal_(weight, 0, gain * Math.sqrt(2.0 / (fan(weight, Mode.FAN_IN) + fan(weight, Mode.FAN_OUT))));
    }

    /** With PyTorch's defaults, {@code kaimingUniform_(weight, 0, FAN_IN, LEAKY_RELU)}. */
    public static Tensor kaimingUniform_(Tensor weight) {
        return kaimingUniform_(weight, 0, Mode.FAN_IN, Nonlinearity.LEAKY_RELU);
    }

    /**
     * Uniform in [-b, b) with b = gain sqrt(3 / fan) (He et al. 2015).
     *
     * @param a the negative slope of LEAKY_RELU
     */
    public static Tensor kaimingUniform_(Tensor weight, double a, Mode mode, Nonlinearity nonlinearity) {
        double bound = calculateGain(nonlinearity, a) * Math.sqrt(3.0 / fan(weight, mode));
        return uniform_(weight, -bound, bound);
    }

    /** With PyTorch's defaults, {@code kaimingNormal_(weight, 0, FAN_IN, LEAKY_RELU)}. */
    public static Tensor kaimingNormal_(Tensor weight) {
        return kaimingNormal_(weight, 0, Mode.FAN_IN, Nonlinearity.LEAKY_RELU);
    }

    /**
     * Normal with std = gain / sqrt(fan) (He et al. 2015).
     *
     * @param a the negative slope of LEAKY_RELU
     */
    public static Tensor kaimingNormal_(Tensor weight, double a, Mode mode, Nonlinearity nonlinearity) {
        return normal_(weight, 0, calculateGain(nonlinearity, a) / Math.sqrt(fan(weight, mode)));
    }

    /** {@link #orthogonal_(Tensor, double)} with a gain of 1. */
    public static Tensor orthogonal_(Tensor weight) {
        return orthogonal_(weight, 1);
    }

    /** Gain times a random matrix [rows, rest] with orthonormal rows or columns, whichever are fewer (Saxe et al. 2014). */
    public static Tensor orthogonal_(Tensor weight, double gain) {
        requireMatrix("orthogonal_", weight);
        if (weight.numel() == 0) {
            return weight;
        }
        return unrecorded(weight, t -> {
            long rows = t.size(0);
            long columns = t.numel() / rows;
            Tensor drawn = t.device().randn(t.dtype(), Math.max(rows, columns), Math.min(rows, columns));
            Orthogonalization.Decomposition qr = drawn.qr();
            // With the signs of R's diagonal, Q is uniform over the orthogonal matrices.
            Tensor q = qr.q().mul(qr.r().diagonal().sign());
            Tensor oriented = rows < columns ? q.transpose(0, 1) : q;
            return t.copy_(oriented.mul(gain).reshape(t.shape().toArray()));
        });
    }

    /** {@code truncNormal_(x, 0, 1, -2, 2)}. */
    public static Tensor truncNormal_(Tensor x) {
        return truncNormal_(x, 0, 1, -2, 2);
    }

    /** Normal, but only in [a, b]: the inverse of the distribution function at uniform numbers. */
    public static Tensor truncNormal_(Tensor x, double mean, double std, double a, double b) {
        if (!(std > 0) || !(a < b)) {
            throw new IllegalArgumentException(
                    "truncNormal_ expects std above 0 and a below b, but got " + std + ", " + a + " and " + b);
        }
        Tensor limits = x.device().cpu().tensor(new double[] {(a - mean) / std, (b - mean) / std}, 2);
        double[] ends = limits.div(Math.sqrt(2)).erf().toDoubleArray();
        return unrecorded(
                x,
                t -> t.uniform_(ends[0], ends[1])
                        .copy_(t.erfinv().mul(std * Math.sqrt(2)).add(mean).clamp(a, b)));
    }

    private static double fan(Tensor weight, Mode mode) {
        requireMatrix("an initialisation by fan", weight);
        long[] sizes = weight.shape().toArray();
        long kernel = Arrays.stream(sizes).skip(2).reduce(1, (p, size) -> p * size);
        return (double) kernel * (mode == Mode.FAN_IN ? sizes[1] : sizes[0]);
    }

    private static void requireMatrix(String name, Tensor weight) {
        if (weight.dim() < 2) {
            throw new IllegalArgumentException(
                    name + " expects a weight [out, in, ..] of two or more dimensions but got " + weight.shape());
        }
    }

    private static Tensor unrecorded(Tensor x, UnaryOperator<Tensor> change) {
        try (Device.Scope ignored = x.device().noGrad()) {
            return change.apply(x);
        }
    }
}
