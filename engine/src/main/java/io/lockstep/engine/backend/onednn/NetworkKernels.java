package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.Backend;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.ForwardingBackend;
import io.lockstep.engine.backend.FusedKernels;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.RunningStatistics;
import io.lockstep.engine.backend.UnaryOp;
import io.lockstep.engine.backend.Window;
import org.jspecify.annotations.Nullable;

/** The kernels of convolutional networks, and those that do several of them in one pass. */
abstract class NetworkKernels extends ForwardingBackend implements FusedKernels {
    /** Shared by all kernels of the backend. */
    final NativeEngine engine = new NativeEngine();

    final Pointwise pointwise = new Pointwise(engine);

    private final boolean bfloat16 = Processor.multipliesBfloat16();
    private final Convolutions convolutions = new Convolutions(engine);
    private final MaxPooling maxPooling = new MaxPooling(engine);
    private final AveragePooling averagePooling = new AveragePooling(engine);
    private final BatchNormalization batchNormalization = new BatchNormalization(engine);

    NetworkKernels(Backend fallback) {
        super(fallback);
    }

    @Override
    public boolean hasNative(DType dtype) {
        return dtype == DType.FLOAT32 || (dtype == DType.BFLOAT16 && bfloat16);
    }

    /** An activation tells the type that its call computes in; oneDNN has no empty arrays, nor all strides. */
    final boolean isFast(NdArray array) {
        return hasNative(array.dtype()) && array.numel() > 0 && Formats.describes(array);
    }

    @Override
    public void convolution(NdArray x, NdArray weight, @Nullable NdArray bias, Window window, NdArray y) {
        if (isFast(y)) {
            convolutions.forward(x, weight, bias, window, y);
        } else {
            super.convolution(x, weight, bias, window, y);
        }
    }

    @Override
    public void convolutionBackwardData(NdArray dy, NdArray weight, Window window, NdArray dx) {
        if (isFast(dy)) {
            convolutions.backwardData(dy, weight, window, dx);
        } else {
            super.convolutionBackwardData(dy, weight, window, dx);
        }
    }

    @Override
    public void convolutionBackwardWeights(
            NdArray x, NdArray dy, Window window, NdArray dweight, @Nullable NdArray dbias) {
        if (isFast(dy)) {
            convolutions.backwardWeights(x, dy, window, dweight, dbias);
        } else {
            super.convolutionBackwardWeights(x, dy, window, dweight, dbias);
        }
    }

    @Override
    public void maxPool(NdArray x, Window window, NdArray y, NdArray workspace) {
        if (isFast(y)) {
            maxPooling.forward(x, window, y, workspace);
        } else {
            super.maxPool(x, window, y, workspace);
        }
    }

    @Override
    public void maxPoolBackward(NdArray dy, NdArray workspace, Window window, NdArray dx) {
        if (MaxPooling.filled(workspace)) {
            maxPooling.backward(dy, workspace, dx);
        } else {
            super.maxPoolBackward(dy, workspace, window, dx);
        }
    }

    @Override
    public void averagePool(NdArray x, Window window, NdArray y) {
        if (isFast(y)) {
            averagePooling.forward(x, window, y);
        } else {
            super.averagePool(x, window, y);
        }
    }

    @Override
    public void averagePoolBackward(NdArray dy, Window window, NdArray dx) {
        if (isFast(dy)) {
            averagePooling.backward(dy, window, dx);
        } else {
            super.averagePoolBackward(dy, window, dx);
        }
    }

    @Override
    public void batchNormTraining(
            NdArray x,
            NdArray scale,
            NdArray shift,
            double epsilon,
            RunningStatistics running,
            NdArray y,
            NdArray mean,
            NdArray variance) {
        if (isFast(x)) {
            batchNormalization.training(x, scale, shift, epsilon, running, y, mean, variance);
        } else {
            super.batchNormTraining(x, scale, shift, epsilon, running, y, mean, variance);
        }
    }

    @Override
    public void batchNormInference(
            NdArray x, NdArray scale, NdArray shift, NdArray mean, NdArray variance, double epsilon, NdArray y) {
        if (isFast(x)) {
            batchNormalization.inference(x, scale, shift, mean, variance, epsilon, y);
        } else {
            super.batchNormInference(x, scale, shift, mean, variance, epsilon, y);
        }
    }

    @Override
    public void batchNormBackward(
            NdArray x,
            NdArray dy,
            NdArray scale,
            NdArray mean,
            NdArray variance,
            double epsilon,
            NdArray dx,
            NdArray dscale,
            NdArray dshift) {
        if (isFast(x)) {
            batchNormalization.backward(x, dy, null, scale, mean, variance, epsilon, dx, dscale, dshift);
        } else {
            super.batchNormBackward(x, dy, scale, mean, variance, epsilon, dx, dscale, dshift);
        }
    }

    // Several in one pass; the caller sees to it that there is a native type for all arrays and none is empty

    @Override
    public void batchNormReluTraining(
            NdArray x,
            NdArray scale,
            NdArray shift,
            double epsilon,
            RunningStatistics running,
            NdArray y,
            NdArray mean,
            NdArray variance,
            NdArray workspace) {
        batchNormalization.reluTraining(x, scale, shift, epsilon, running, y, mean, variance, workspace);
        if (!batchNormalization.isFinite(scale, shift, mean, variance)) {
            // The fused relu turns NaN into 0, which would hide that a training diverged.
            batchNormalization.inference(x, scale, shift, mean, variance, epsilon, y);
            pointwise.unary(UnaryOp.RELU, y, y);
        }
    }

    @Override
    public void batchNormReluBackward(
            NdArray x,
            NdArray dy,
            NdArray workspace,
            NdArray scale,
            NdArray mean,
            NdArray variance,
            double epsilon,
            NdArray dx,
            NdArray dscale,
            NdArray dshift) {
        batchNormalization.backward(x, dy, workspace, scale, mean, variance, epsilon, dx, dscale, dshift);
    }

    @Override
    public void addRelu(NdArray a, NdArray b, NdArray y) {
        pointwise.addRelu(a, b, y);
    }

    @Override
    public void convolutionAnd(
            NdArray x, NdArray weight, @Nullable NdArray bias, Window window, AfterConvolution after, NdArray y) {
        convolutions.forwardAnd(x, weight, bias, window, after, y);
    }

    /** Kernels made so far. */
    final int networkKernels() {
        return convolutions.size() + maxPooling.size() + averagePooling.size() + batchNormalization.size();
    }

    final long networkScratchBytes() {
        return convolutions.scratchBytes();
    }

    @Override
    public void close() {
        convolutions.close();
        maxPooling.close();
        averagePooling.close();
        batchNormalization.close();
        super.close();
    }
}
