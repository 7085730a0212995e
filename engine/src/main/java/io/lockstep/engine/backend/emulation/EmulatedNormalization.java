package io.lockstep.engine.backend.emulation;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.ForwardingBackend;
import io.lockstep.engine.backend.FusedKernels;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.RunningStatistics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all emulated kernels begin and end with, and the batch normalisations among them. */
abstract class EmulatedNormalization extends ForwardingBackend implements FusedKernels {
    private static final Logger LOG = LoggerFactory.getLogger(HalfEmulation.class);

    private final FusedKernels inner;
    private final DType half;
    private boolean told;

    final Float32Copies copies;

    EmulatedNormalization(FusedKernels inner, DType half) {
        super(inner);
        this.inner = inner;
        this.half = half;
        this.copies = new Float32Copies(inner, half);
    }

    @Override
    public boolean hasNative(DType dtype) {
        return dtype != half && inner.hasNative(dtype);
    }

    /** Whether a call with such a result or gradient, and operands, is to be emulated. */
    final boolean isEmulated(NdArray y, NdArray... operands) {
        boolean emulated = copies.areNeeded(y, operands);
        if (emulated && !told) {
            told = true;
            LOG.warn("This processor has no instructions for {}: {} emulates it, slower than float32", half, name());
        }
        return emulated;
    }

    /** Ends an emulated call: rounds its result into its place. */
    final void finish(NdArray result, NdArray y) {
        copies.deliver(result, y);
        copies.reset();
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
        if (!isEmulated(x, y)) {
            inner.batchNormTraining(x, scale, shift, epsilon, running, y, mean, variance);
            return;
        }
        RunningStatistics wideRunning = copies.of(running);
        NdArray wideMean = copies.resultFor(mean);
        NdArray wideVariance = copies.resultFor(variance);
        NdArray result = copies.resultFor(y);
        inner.batchNormTraining(
                copies.of(x), copies.of(scale), copies.of(shift), epsilon, wideRunning, result, wideMean, wideVariance);
        copies.deliver(wideRunning, running);
        copies.deliver(wideMean, mean);
        copies.deliver(wideVariance, variance);
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
        RunningStatistics wideRunning = copies.of(running);
        NdArray wideMean = copies.resultFor(mean);
        NdArray wideVariance = copies.resultFor(variance);
        NdArray result = copies.resultFor(y);
        inner.batchNormReluTraining(
                copies.of(x),
                copies.of(scale),
                copies.of(shift),
                epsilon,
                wideRunning,
                result,
                wideMean,
                wideVariance,
                workspace);
        copies.deliver(wideRunning, running);
        copies.deliver(wideMean, mean);
        copies.deliver(wideVariance, variance);
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
        inner.batchNormInference(
                copies.of(x),
                copies.of(scale),
                copies.of(shift),
                copies.of(mean),
                copies.of(variance),
                epsilon,
                result);
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
        NdArray wideScale = copies.resultFor(dscale);
        NdArray wideShift = copies.resultFor(dshift);
        NdArray result = copies.resultFor(dx);
        inner.batchNormBackward(
                copies.of(x),
                copies.of(dy),
                copies.of(scale),
                copies.of(mean),
                copies.of(variance),
                epsilon,
                result,
                wideScale,
                wideShift);
        copies.deliver(wideScale, dscale);
        copies.deliver(wideShift, dshift);
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
        NdArray wideScale = copies.resultFor(dscale);
        NdArray wideShift = copies.resultFor(dshift);
        NdArray result = copies.resultFor(dx);
        inner.batchNormReluBackward(
                copies.of(x),
                copies.of(dy),
                workspace,
                copies.of(scale),
                copies.of(mean),
                copies.of(variance),
                epsilon,
                result,
                wideScale,
                wideShift);
        copies.deliver(wideScale, dscale);
        copies.deliver(wideShift, dshift);
        finish(result, dx);
    }

    final long temporaryBytes() {
        return copies.capacityBytes();
    }

    @Override
    public void close() {
        copies.close();
        inner.close();
    }
}
