package io.lockstep.engine.ops;

import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Tensor;

/**
 * Kinds of dropout by the device's generator: of elements or whole channels, which become 0 (Srivastava et al. 2014;
 * Tompson et al. 2015) or the value that SELU saturates at, so that mean and variance stay (Klambauer et al. 2017).
 */
public final class DropoutKinds {
    private DropoutKinds() {}

    /** Elements vanish with the given probability in training, and the others are divided by 1 - probability. */
    public static Tensor dropout(Tensor x, double probability, boolean training) {
        return isIdentity(x, probability, training)
                ? x
                : Dropout.apply(x, probability, x.device().generator().next());
    }

    /** As {@link #dropout}, channel by channel: all of x [N, C, ..] with the same N and C together. */
    public static Tensor channels(Tensor x, double probability, boolean training) {
        if (isIdentity(x, probability, training)) {
            return x;
        }
        return x.mul(dropout(x.device().ones(x.dtype(), perChannel(x)), probability, true));
    }

    /** Elements become -alpha scale of SELU with the given probability in training; mean 0 and variance 1 are kept. */
    public static Tensor alpha(Tensor x, double probability, boolean training) {
        return isIdentity(x, probability, training) ? x : alpha(x, x.shape(), probability);
    }

    /** As {@link #alpha}, channel by channel. */
    public static Tensor alphaOfChannels(Tensor x, double probability, boolean training) {
        return isIdentity(x, probability, training) ? x : alpha(x, perChannel(x), probability);
    }

    /** y = a (x where kept, else floor) + b, with a = 1 / sqrt((1 - p) (1 + p floor^2)) and b = -a p floor. */
    private static Tensor alpha(Tensor x, Shape drawn, double p) {
        if (p == 1) {
            return x.mul(0);
        }
        double floor = -Rectifiers.SELU_ALPHA * Rectifiers.SELU_SCALE;
        double a = 1 / Math.sqrt((1 - p) * (1 + p * floor * floor));
        Tensor vanishes = dropout(x.device().ones(x.dtype(), drawn), p, true).eq(0);
        return x.maskedFill(vanishes, floor).mul(a).add(-a * p * floor);
    }

    private static boolean isIdentity(Tensor x, double probability, boolean training) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("dropout expects a probability from 0 to 1 but got " + probability);
        }
        Promotion.requireFloating("dropout", x);
        return !training || probability == 0 || x.numel() == 0;
    }

    private static Shape perChannel(Tensor x) {
        if (x.dim() < 2) {
            throw new IllegalArgumentException("dropout of channels expects [N, C, ..] but got " + x.shape()
                    + "; use dropout for single elements");
        }
        long[] sizes = new long[x.dim()];
        for (int d = 0; d < sizes.length; d++) {
            sizes[d] = d < 2 ? x.size(d) : 1;
        }
        return Shape.of(sizes);
    }
}
