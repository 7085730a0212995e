package io.lockstep.engine.ops;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.RunningStatistics;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Batch normalisation (Ioffe and Szegedy 2015) of x [N, C, ...] over all dimensions but C:
 * y = (x - mean) / sqrt(variance + epsilon) * scale + shift, all but x and y of shape [C]. Where x is of a half
 * precision, so is y, and all others are float32. Without scale and shift they are 1 and 0.
 */
public final class BatchNorm {
    private BatchNorm() {}

    /**
     * Normalises with the statistics of the batch, and moves the running ones, if there are any, towards them:
     * running = (1 - momentum) running + momentum batch, where the running variance takes the unbiased one.
     *
     * @throws IllegalArgumentException if shapes or types do not fit, or a channel has one value alone
     */
    public static Tensor training(
            Tensor x,
            @Nullable Tensor scale,
            @Nullable Tensor shift,
            @Nullable Tensor runningMean,
            @Nullable Tensor runningVariance,
            double momentum,
            double epsilon) {
        if (x.dim() >= 2 && x.numel() == x.size(1)) {
            throw new IllegalArgumentException("batchNorm in training expects more than one value per channel but got "
                    + x.shape() + "; use larger batches, or eval()");
        }
        return apply(x, scale, shift, runningMean, runningVariance, momentum, epsilon);
    }

    /** Normalises each channel of x [N, C, ...] to mean 0 and variance 1, whatever the number of its values. */
    static Tensor normalize(Tensor x, double epsilon) {
        return apply(x, null, null, null, null, 0, epsilon);
    }

    private static Tensor apply(
            Tensor x,
            @Nullable Tensor scale,
            @Nullable Tensor shift,
            @Nullable Tensor runningMean,
            @Nullable Tensor runningVariance,
            double momentum,
            double epsilon) {
        Device device = x.device();
        Tensor factor = parameter(x, scale, 1);
        Tensor offset = parameter(x, shift, 0);
        check(x, factor, offset);
        Tensor image = image(x);
        Tensor y = device.empty(image.dtype(), image.shape());
        Tensor mean = device.empty(factor.dtype(), factor.shape());
        Tensor variance = device.empty(factor.dtype(), factor.shape());
        RunningStatistics running = new RunningStatistics(
                parameter(x, runningMean, 0).array(),
                parameter(x, runningVariance, 1).array(),
                momentum);
        device.backend()
                .batchNormTraining(
                        image.array(),
                        factor.array(),
                        offset.array(),
                        epsilon,
                        running,
                        y.array(),
                        mean.array(),
                        variance.array());
        Training rule = new Training(image, factor, mean, variance, epsilon);
        return like(x, y.computedBy(rule, image, factor, offset));
    }

    /** Normalises with the given statistics [C], which gradients do not flow to. */
    public static Tensor inference(
            Tensor x, @Nullable Tensor scale, @Nullable Tensor shift, Tensor mean, Tensor variance, double epsilon) {
        Tensor factor = parameter(x, scale, 1);
        Tensor offset = parameter(x, shift, 0);
        check(x, factor, offset);
        Tensor image = image(x);
        Tensor y = image.device().empty(image.dtype(), image.shape());
        x.device()
                .backend()
                .batchNormInference(
                        image.array(),
                        factor.array(),
                        offset.array(),
                        mean.array(),
                        variance.array(),
                        epsilon,
                        y.array());
        Inference rule = new Inference(image, factor, mean, variance, epsilon);
        return like(x, y.computedBy(rule, image, factor, offset));
    }

    /** What is [C] is float32 beside activations of a half precision, unless it is given. */
    private static Tensor parameter(Tensor x, @Nullable Tensor given, double otherwise) {
        DType dtype = x.dtype().isHalf() ? DType.FLOAT32 : x.dtype();
        return given != null ? given : x.device().full(dtype, Shape.of(x.dim() < 2 ? 0 : x.size(1)), otherwise);
    }

    private static void check(Tensor x, Tensor scale, Tensor shift) {
        boolean typesFit = Precision.fits(x.dtype(), scale.dtype()) && shift.dtype() == scale.dtype();
        if (x.dim() < 2
                || !x.dtype().isFloating()
                || scale.dim() != 1
                || x.size(1) != scale.size(0)
                || !shift.shape().equals(scale.shape())
                || !typesFit) {
            throw new IllegalArgumentException("batchNorm expects " + scale.dtype() + "[N, " + scale.numel()
                    + ", ...] but got " + x.dtype() + x.shape() + (typesFit ? "" : Precision.cure(x, scale)));
        }
    }

    /** x as the kernels take it, [N, C, H, W]. */
    private static Tensor image(Tensor x) {
        return x.dim() == 4 ? x : x.reshape(x.size(0), x.size(1), count(x), 1);
    }

    /** The result in the shape of x; no view of what has it, which would undo the layout that the backend chose. */
    private static Tensor like(Tensor x, Tensor y) {
        return x.dim() == 4 ? y : y.reshape(x.shape().toArray());
    }

    private static long count(Tensor x) {
        long count = 1;
        for (int d = 2; d < x.dim(); d++) {
            count *= x.size(d);
        }
        return count;
    }

    private record Training(Tensor x, Tensor scale, Tensor mean, Tensor variance, double epsilon) implements Operation {
        @Override
        public String name() {
            return "batchNorm";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            dy.device()
                    .backend()
                    .batchNormBackward(
                            x.array(),
                            dy.array(),
                            scale.array(),
                            mean.array(),
                            variance.array(),
                            epsilon,
                            target(dx, 0, x),
                            target(dx, 1, scale),
                            target(dx, 2, scale));
        }

        /** The place for the gradient of an input like {@code input}. */
        private static NdArray target(Gradients dx, int index, Tensor input) {
            return dx.wanted(index)
                    ? dx.into(index)
                    : NdArray.deferred(input.device().allocator(), input.dtype(), input.shape());
        }

        /** The statistics depend on x, so they are computed anew, on the tape. */
        @Override
        public void differentiableBackward(Tensor dy, Gradients dx) {
            double count = (double) x.numel() / Math.max(1, x.size(1));
            Tensor wide = x.to(scale.dtype());
            Tensor centered = wide.sub(Channels.spread(Channels.sum(wide).div(count)));
            Tensor recomputed = Channels.sum(centered.mul(centered)).div(count);
            Tensor inverse = InverseSquareRoot.apply(recomputed.add(epsilon));
            Tensor normalized = centered.mul(Channels.spread(inverse));
            Tensor gradient = dy.to(scale.dtype());
            Tensor dshift = Channels.sum(gradient);
            Tensor dscale = Channels.sum(gradient.mul(normalized));
            if (dx.wanted(0)) {
                Tensor alongNormalized = normalized.mul(Channels.spread(dscale.div(count)));
                Tensor free = gradient.sub(Channels.spread(dshift.div(count))).sub(alongNormalized);
                dx.give(0, free.mul(Channels.spread(scale.mul(inverse))).to(x.dtype()));
            }
            giveParameters(dx, dscale, dshift);
        }
    }

    private static void giveParameters(Gradients dx, Tensor dscale, Tensor dshift) {
        if (dx.wanted(1)) {
            dx.give(1, dscale);
        }
        if (dx.wanted(2)) {
            dx.give(2, dshift);
        }
    }

    /** dx = dy scale / sqrt(variance + epsilon), dscale and dshift as in training. */
    private record Inference(Tensor x, Tensor scale, Tensor mean, Tensor variance, double epsilon)
            implements Operation {
        @Override
        public String name() {
            return "batchNorm";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            Tensor inverse = InverseSquareRoot.apply(variance.add(epsilon));
            Tensor gradient = dy.to(scale.dtype());
            if (dx.wanted(0)) {
                dx.give(0, gradient.mul(Channels.spread(scale.mul(inverse))).to(x.dtype()));
            }
            if (dx.wanted(1) || dx.wanted(2)) {
                Tensor normalized =
                        x.to(scale.dtype()).sub(Channels.spread(mean)).mul(Channels.spread(inverse));
                giveParameters(dx, Channels.sum(gradient.mul(normalized)), Channels.sum(gradient));
            }
        }
    }
}
