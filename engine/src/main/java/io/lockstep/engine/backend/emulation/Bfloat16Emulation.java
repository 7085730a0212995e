package io.lockstep.engine.backend.emulation;

import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.ForwardingBackend;
import io.lockstep.engine.backend.FusedKernels;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.RunningStatistics;
import io.lockstep.engine.backend.UnaryOp;
import io.lockstep.engine.backend.Window;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kernels in bfloat16 by those of a backend in float32, where the processor has no instructions for it: arguments are
 * widened, float32 factors of bfloat16 ones are rounded, and results are rounded when they are stored. So the numbers are
 * those of mixed precision, as far as they do not depend on the order of sums; the time is that of float32 and of the
 * conversions. Calls without bfloat16 arrays are passed on as they are.
 */
public final class Bfloat16Emulation extends ForwardingBackend implements FusedKernels {
    private static final Logger LOG = LoggerFactory.getLogger(Bfloat16Emulation.class);

    private final FusedKernels inner;
    private final Float32Copies copies;
    private boolean told;

    /**
     * @param inner takes bfloat16 arrays at least in the kernels that this class passes on; closed with this backend
     */
    public Bfloat16Emulation(FusedKernels inner) {
        super(inner);
        this.inner = inner;
        this.copies = new Float32Copies(inner);
    }

    @Override
    public boolean hasNative(DType dtype) {
        return dtype != DType.BFLOAT16 && inner.hasNative(dtype);
    }

    /** Whether a call with such a result or gradient, and operands, is to be emulated. */
    private boolean isEmulated(NdArray y, NdArray... operands) {
        boolean emulated = copies.areNeeded(y, operands);
        if (emulated && !told) {
            told = true;
            LOG.warn("This processor has no instructions for bfloat16: {} emulates it, slower than float32", name());
        }
        return emulated;
    }

    /** Ends an emulated call: rounds its result into its place. */
    private void finish(NdArray result, NdArray y) {
        copies.deliver(result, y);
        copies.reset();
    }

    @Override
    public void unary(UnaryOp op, NdArray x, NdArray y) {
        if (!isEmulated(y, x)) {
            inner.unary(op, x, y);
            return;
        }
        NdArray result = copies.resultFor(y);
        inner.unary(op, copies.of(x), result);
        finish(result, y);
    }

    @Override
    public void binary(BinaryOp op, NdArray a, NdArray b, NdArray y) {
        if (!isEmulated(y, a, b)) {
            inner.binary(op, a, b, y);
            return;
        }
        NdArray result = copies.resultFor(y);
        inner.binary(op, copies.of(a), copies.of(b), result);
        finish(result, y);
    }

    @Override
    public void addRelu(NdArray a, NdArray b, NdArray y) {
        if (!isEmulated(y, a, b)) {
            inner.addRelu(a, b, y);
            return;
        }
        NdArray result = copies.resultFor(y);
        inner.addRelu(copies.of(a), copies.of(b), result);
        finish(result, y);
    }

    // Products and convolutions

    @Override
    public void matmul(NdArray a, NdArray b, @Nullable NdArray bias, NdArray y) {
        if (y.numel() == 0 || !isEmulated(a, b, y)) {
            inner.matmul(a, b, bias, y);
            return;
        }
        NdArray result = copies.resultFor(y);
        inner.matmul(copies.of(a), copies.rounded(b), bias, result);
        finish(result, y);
    }

    @Override
    public void convolution(NdArray x, NdArray weight, @Nullable NdArray bias, Window window, NdArray y) {
        if (!isEmulated(y, x)) {
            inner.convolution(x, weight, bias, window, y);
            return;
        }
        NdArray result = copies.resultFor(y);
        inner.convolution(copies.of(x), copies.rounded(weight), bias, window, result);
        finish(result, y);
    }

    @Override
    public void convolutionAnd(
            NdArray x, NdArray weight, @Nullable NdArray bias, Window window, AfterConvolution after, NdArray y) {
        if (!isEmulated(y, x, after.addend() == null ? x : after.addend())) {
            inner.convolutionAnd(x, weight, bias, window, after, y);
            return;
        }
        NdArray addend = after.addend() == null ? null : copies.of(after.addend());
        NdArray result = copies.resultFor(y);
        AfterConvolution widened = new AfterConvolution(after.normalization(), addend, after.relu());
        inner.convolutionAnd(copies.of(x), copies.rounded(weight), bias, window, widened, result);
        finish(result, y);
    }

    @Override
    public void convolutionBackwardData(NdArray dy, NdArray weight, Window window, NdArray dx) {
        if (!isEmulated(dy, dx)) {
            inner.convolutionBackwardData(dy, weight, window, dx);
            return;
        }
        NdArray result = copies.resultFor(dx);
        inner.convolutionBackwardData(copies.of(dy), copies.rounded(weight), window, result);
        finish(result, dx);
    }

    @Override
    public void convolutionBackwardWeights(
            NdArray x, NdArray dy, Window window, NdArray dweight, @Nullable NdArray dbias) {
        if (!isEmulated(dy, x)) {
            inner.convolutionBackwardWeights(x, dy, window, dweight, dbias);
            return;
        }
        inner.convolutionBackwardWeights(copies.of(x), copies.of(dy), window, dweight, dbias);
        copies.reset();
    }

    // Pooling

    @Override
    public void maxPool(NdArray x, Window window, NdArray y, NdArray workspace) {
        if (!isEmulated(y, x)) {
            inner.maxPool(x, window, y, workspace);
            return;
        }
        NdArray result = copies.resultFor(y);
        inner.maxPool(copies.of(x), window, result, workspace);
        finish(result, y);
    }

    @Override
    public void maxPoolBackward(NdArray dy, NdArray workspace, Window window, NdArray dx) {
        if (!isEmulated(dy, dx)) {
            inner.maxPoolBackward(dy, workspace, window, dx);
            return;
        }
        NdArray result = copies.resultFor(dx);
        inner.maxPoolBackward(copies.of(dy), workspace, window, result);
        finish(result, dx);
    }

    @Override
    public void averagePool(NdArray x, Window window, NdArray y) {
        if (!isEmulated(y, x)) {
            inner.averagePool(x, window, y);
            return;
        }
        NdArray result = copies.resultFor(y);
        inner.averagePool(copies.of(x), window, result);
        finish(result, y);
    }

    @Override
    public void averagePoolBackward(NdArray dy, Window window, NdArray dx) {
        if (!isEmulated(dy, dx)) {
            inner.averagePoolBackward(dy, window, dx);
            return;
        }
        NdArray result = copies.resultFor(dx);
        inner.averagePoolBackward(copies.of(dy), window, result);
        finish(result, dx);
    }

    // Normalisation

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
        if (!isEmulated(x, y)) {
            inner.batchNormTraining(x, scale, shift, epsilon, running, y, mean, variance);
            return;
        }
        NdArray result = copies.resultFor(y);
        inner.batchNormTraining(copies.of(x), scale, shift, epsilon, running, result, mean, variance);
        finish(result, y);
    }

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
        if (!isEmulated(x, y)) {
            inner.batchNormReluTraining(x, scale, shift, epsilon, running, y, mean, variance, workspace);
            return;
        }
        NdArray result = copies.resultFor(y);
        inner.batchNormReluTraining(copies.of(x), scale, shift, epsilon, running, result, mean, variance, workspace);
        finish(result, y);
    }

    @Override
    public void batchNormInference(
            NdArray x, NdArray scale, NdArray shift, NdArray mean, NdArray variance, double epsilon, NdArray y) {
        if (!isEmulated(x, y)) {
            inner.batchNormInference(x, scale, shift, mean, variance, epsilon, y);
            return;
        }
        NdArray result = copies.resultFor(y);
        inner.batchNormInference(copies.of(x), scale, shift, mean, variance, epsilon, result);
        finish(result, y);
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
        if (!isEmulated(x, dy, dx)) {
            inner.batchNormBackward(x, dy, scale, mean, variance, epsilon, dx, dscale, dshift);
            return;
        }
        NdArray result = copies.resultFor(dx);
        inner.batchNormBackward(copies.of(x), copies.of(dy), scale, mean, variance, epsilon, result, dscale, dshift);
        finish(result, dx);
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
        if (!isEmulated(x, dy, dx)) {
            inner.batchNormReluBackward(x, dy, workspace, scale, mean, variance, epsilon, dx, dscale, dshift);
            return;
        }
        NdArray result = copies.resultFor(dx);
        inner.batchNormReluBackward(
                copies.of(x), copies.of(dy), workspace, scale, mean, variance, epsilon, result, dscale, dshift);
        finish(result, dx);
    }

    long temporaryBytes() {
        return copies.capacityBytes();
    }

    @Override
    public void close() {
        copies.close();
        inner.close();
    }
}
