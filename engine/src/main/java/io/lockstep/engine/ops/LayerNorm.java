package io.lockstep.engine.ops;

import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Normalisations within each sample: layer normalisation (Ba et al. 2016) and group normalisation (Wu and He 2018). What
 * is normalised together is seen as one channel of a batch normalisation, whose kernels do the work.
 */
public final class LayerNorm {
    private LayerNorm() {}

    /**
     * Layer normalisation over the last dimensions of x [..., normalizedShape]: y = (x - mean) / sqrt(variance + epsilon)
     * * weight + bias, with the biased variance.
     *
     * @param weight of the normalized shape, null for 1
     * @param bias of the normalized shape, null for 0
     * @throws IllegalArgumentException if x does not end in that shape, or types do not fit
     */
    public static Tensor apply(
            Tensor x, Shape normalizedShape, @Nullable Tensor weight, @Nullable Tensor bias, double epsilon) {
        int outer = x.dim() - normalizedShape.dim();
        if (outer < 0
                || normalizedShape.dim() == 0
                || !x.dtype().isFloating()
                || !Shape.of(Arrays.copyOfRange(x.shape().toArray(), outer, x.dim()))
                        .equals(normalizedShape)) {
            throw new IllegalArgumentException("layerNorm over " + normalizedShape
                    + " expects a floating tensor that ends in this shape but got " + x.dtype() + x.shape());
        }
        check("layerNorm", x, weight, normalizedShape);
        check("layerNorm", x, bias, normalizedShape);
        long rows = 1;
        for (int d = 0; d < outer; d++) {
            rows *= x.size(d);
        }
        return affine(normalized(x, rows, normalizedShape.numel(), epsilon), weight, bias);
    }

    /**
     * Group normalisation of x [N, C, ...]: the channels are cut into groups, and each sample's group is normalised by
     * itself, then scaled and shifted by channel.
     *
     * @param weight [C], null for 1
     * @param bias [C], null for 0
     * @throws IllegalArgumentException if groups do not divide the channels, a group has one value alone, or types do not fit
     */
    public static Tensor groups(Tensor x, long groups, @Nullable Tensor weight, @Nullable Tensor bias, double epsilon) {
        if (x.dim() < 2 || !x.dtype().isFloating() || groups < 1 || x.size(1) % groups != 0) {
            throw new IllegalArgumentException("groupNorm with " + groups
                    + " groups expects a floating [N, C, ...] with a multiple of them as channels but got " + x.dtype()
                    + x.shape());
        }
        Shape channels = Shape.of(x.size(1));
        check("groupNorm", x, weight, channels);
        check("groupNorm", x, bias, channels);
        long rows = x.size(0) * groups;
        if (rows > 0 && x.numel() == groups) {
            throw new IllegalArgumentException("groupNorm expects more than one value per group but got " + x.shape()
                    + " in " + groups + " groups; use fewer groups");
        }
        long[] spread = new long[x.dim() - 1];
        Arrays.fill(spread, 1);
        spread[0] = x.size(1);
        return affine(
                normalized(x, rows, rows == 0 ? 0 : x.numel() / rows, epsilon),
                weight == null ? null : weight.reshape(spread),
                bias == null ? null : bias.reshape(spread));
    }

    private static Tensor normalized(Tensor x, long rows, long features, double epsilon) {
        if (x.numel() == 0) {
            return x;
        }
        return BatchNorm.normalize(x.reshape(1, rows, features, 1), epsilon)
                .reshape(x.shape().toArray());
    }

    private static Tensor affine(Tensor normalized, @Nullable Tensor weight, @Nullable Tensor bias) {
        Tensor y = normalized;
        if (weight != null) {
            y = y.to(weight.dtype()).mul(weight);
        }
        if (bias != null) {
            y = y.to(bias.dtype()).add(bias);
        }
        return y.to(normalized.dtype());
    }

    private static void check(String name, Tensor x, @Nullable Tensor parameter, Shape shape) {
        if (parameter != null && (!parameter.shape().equals(shape) || !Precision.fits(x.dtype(), parameter.dtype()))) {
            throw new IllegalArgumentException(
                    name + " expects parameters " + shape + " of x's element type, " + x.dtype()
                            + ", or float32 beside a half precision, but got " + parameter.dtype() + parameter.shape());
        }
    }
}
