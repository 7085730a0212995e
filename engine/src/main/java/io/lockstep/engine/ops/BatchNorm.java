package io.lockstep.engine.ops;

import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.RunningStatistics;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;

/**
 * Batch normalisation (Ioffe and Szegedy 2015) of x [N, C, H, W] over N, H and W:
 * y = (x - mean) / sqrt(variance + epsilon) * scale + shift, all but x and y of shape [C]. Where x is bfloat16, so is y,
 * and all others are float32.
 */
public final class BatchNorm {
    private BatchNorm() {}

    /**
     * Normalises with the statistics of the batch, and moves the running ones towards them:
     * running = (1 - momentum) running + momentum batch, where the running variance takes the unbiased one.
     */
    public static Tensor training(
            Tensor x,
            Tensor scale,
            Tensor shift,
            Tensor runningMean,
            Tensor runningVariance,
            double momentum,
            double epsilon) {
        check(x, scale);
        Device device = x.device();
        Tensor y = device.empty(x.dtype(), x.shape());
        Tensor mean = device.empty(scale.dtype(), scale.shape());
        Tensor variance = device.empty(scale.dtype(), scale.shape());
        RunningStatistics running = new RunningStatistics(runningMean.array(), runningVariance.array(), momentum);
        device.backend()
                .batchNormTraining(
                        x.array(),
                        scale.array(),
                        shift.array(),
                        epsilon,
                        running,
                        y.array(),
                        mean.array(),
                        variance.array());
        return y.computedBy(new Rule(x, scale, mean, variance, epsilon), x, scale, shift);
    }

    /** Normalises with the given statistics; gradients do not flow through it. */
    public static Tensor inference(Tensor x, Tensor scale, Tensor shift, Tensor mean, Tensor variance, double epsilon) {
        check(x, scale);
        if (x.device().isRecording() && (x.requiresGrad() || scale.requiresGrad())) {
            throw new IllegalStateException("batchNorm2d in evaluation mode has no backward pass yet;"
                    + " evaluate inside noGrad(), or call train() to train");
        }
        Tensor y = x.device().empty(x.dtype(), x.shape());
        x.device()
                .backend()
                .batchNormInference(
                        x.array(), scale.array(), shift.array(), mean.array(), variance.array(), epsilon, y.array());
        return y;
    }

    private static void check(Tensor x, Tensor scale) {
        boolean typesFit = Precision.fits(x.dtype(), scale.dtype());
        if (x.dim() != 4 || x.size(1) != scale.size(0) || !typesFit) {
            throw new IllegalArgumentException("batchNorm2d expects " + scale.dtype() + "[N, " + scale.size(0)
                    + ", H, W] but got " + x.dtype() + x.shape() + (typesFit ? "" : Precision.cure(x, scale)));
        }
    }

    private record Rule(Tensor x, Tensor scale, Tensor mean, Tensor variance, double epsilon) implements Operation {
        @Override
        public String name() {
            return "batchNorm2d";
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
    }
}
