package io.lockstep.engine.backend.fusion;

import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.FusedKernels;
import io.lockstep.engine.backend.FusedKernels.AfterConvolution;
import io.lockstep.engine.backend.FusedKernels.Normalization;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.RunningStatistics;
import io.lockstep.engine.backend.Window;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A kernel with its arguments that waits for the next one. */
sealed interface Held {
    /** The fresh array that it writes. */
    NdArray y();

    void run(FusedKernels backend);

    /** Names the arrays that must not be looked at or changed before it has run. */
    void arrays(Consumer<NdArray> consumer);

    /** Batch normalisation in training. */
    record BatchNorm(
            NdArray x,
            NdArray scale,
            NdArray shift,
            double epsilon,
            RunningStatistics running,
            NdArray y,
            NdArray mean,
            NdArray variance)
            implements Held {
        @Override
        public void run(FusedKernels backend) {
            backend.batchNormTraining(x, scale, shift, epsilon, running, y, mean, variance);
        }

        void runWithRelu(FusedKernels backend, NdArray z, NdArray workspace) {
            backend.batchNormReluTraining(x, scale, shift, epsilon, running, z, mean, variance, workspace);
        }

        /** Writes y once more, after the statistics were taken. */
        void runAgain(FusedKernels backend) {
            backend.batchNormInference(x, scale, shift, mean, variance, epsilon, y);
        }

        @Override
        public void arrays(Consumer<NdArray> consumer) {
            consumer.accept(x);
            consumer.accept(scale);
            consumer.accept(shift);
            consumer.accept(running.mean());
            consumer.accept(running.variance());
            consumer.accept(y);
            consumer.accept(mean);
            consumer.accept(variance);
        }
    }

    /** y = a + b, of one shape. */
    record Addition(NdArray a, NdArray b, NdArray y) implements Held {
        @Override
        public void run(FusedKernels backend) {
            backend.binary(BinaryOp.ADD, a, b, y);
        }

        @Override
        public void arrays(Consumer<NdArray> consumer) {
            consumer.accept(a);
            consumer.accept(b);
            consumer.accept(y);
        }
    }

    /**
     * The gradient of a relu that was run as one with batch normalisation.
     *
     * @param z the relu's result
     * @param y dz where z is above 0
     */
    record ReluBackward(NdArray dz, NdArray z, FusedRelu fused, NdArray y) implements Held {
        @Override
        public void run(FusedKernels backend) {
            backend.binary(BinaryOp.RELU_BACKWARD, dz, z, y);
        }

        @Override
        public void arrays(Consumer<NdArray> consumer) {
            consumer.accept(dz);
            consumer.accept(z);
            consumer.accept(y);
        }
    }

    /** A convolution and what comes after it, as far as it is known. */
    record Convolution(
            NdArray x, NdArray weight, @Nullable NdArray bias, Window window, AfterConvolution after, NdArray y)
            implements Held {
        private static final AfterConvolution NOTHING = new AfterConvolution(null, null, false);

        Convolution(NdArray x, NdArray weight, @Nullable NdArray bias, Window window, NdArray y) {
            this(x, weight, bias, window, NOTHING, y);
        }

        boolean takesNormalization() {
            return after.equals(NOTHING);
        }

        boolean takesAddend() {
            return after.addend() == null && !after.relu();
        }

        Convolution then(Normalization normalization, NdArray result) {
            return with(new AfterConvolution(normalization, null, false), result);
        }

        Convolution thenAdd(NdArray addend, NdArray result) {
            return with(new AfterConvolution(after.normalization(), addend, false), result);
        }

        Convolution thenRelu(NdArray result) {
            return with(new AfterConvolution(after.normalization(), after.addend(), true), result);
        }

        private Convolution with(AfterConvolution after, NdArray result) {
            return new Convolution(x, weight, bias, window, after, result);
        }

        @Override
        public void run(FusedKernels backend) {
            if (after.equals(NOTHING)) {
                backend.convolution(x, weight, bias, window, y);
            } else {
                backend.convolutionAnd(x, weight, bias, window, after, y);
            }
        }

        @Override
        public void arrays(Consumer<NdArray> consumer) {
            consumer.accept(x);
            consumer.accept(weight);
            if (bias != null) {
                consumer.accept(bias);
            }
            Normalization normalization = after.normalization();
            if (normalization != null) {
                consumer.accept(normalization.scale());
                consumer.accept(normalization.shift());
                consumer.accept(normalization.mean());
                consumer.accept(normalization.variance());
            }
            if (after.addend() != null) {
                consumer.accept(after.addend());
            }
            consumer.accept(y);
        }
    }
}
