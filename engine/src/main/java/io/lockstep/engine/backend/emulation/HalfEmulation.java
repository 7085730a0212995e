package io.lockstep.engine.backend.emulation;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.FusedKernels;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Window;
import org.jspecify.annotations.Nullable;

/**
 * Kernels in a half precision by those of a backend in float32, where the processor has no instructions for it: arguments
 * are widened, float32 factors of half-precision ones are rounded, and results are rounded when they are stored. So the
 * numbers are those of mixed precision, as far as they do not depend on the order of sums; the time is that of float32 and
 * of the conversions. Parameters may be float32, or of the half precision as well.
 *
 * <p>Pointwise kernels are passed on, since the conversions would take longer than they do, and so are all calls without
 * such arrays.
 */
public final class HalfEmulation extends EmulatedNormalization {
    private final FusedKernels inner;

    /**
     * @param inner takes arrays of the half precision at least in the kernels that this class passes on; closed with this
     *     backend
     * @param half bfloat16 or float16
     */
    public HalfEmulation(FusedKernels inner, DType half) {
        super(inner, half);
        this.inner = inner;
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
        inner.matmul(copies.of(a), copies.rounded(b), widened(bias), result);
        finish(result, y);
    }

    @Override
    public void batchMatmul(NdArray a, NdArray b, NdArray y) {
        if (y.numel() == 0 || !isEmulated(a, b, y)) {
            inner.batchMatmul(a, b, y);
            return;
        }
        NdArray result = copies.resultFor(y);
        inner.batchMatmul(copies.of(a), copies.rounded(b), result);
        finish(result, y);
    }

    @Override
    public void convolution(NdArray x, NdArray weight, @Nullable NdArray bias, Window window, NdArray y) {
        if (!isEmulated(y, x, weight)) {
            inner.convolution(x, weight, bias, window, y);
            return;
        }
        NdArray result = copies.resultFor(y);
        inner.convolution(copies.of(x), copies.rounded(weight), widened(bias), window, result);
        finish(result, y);
    }

    @Override
    public void convolutionAnd(
            NdArray x, NdArray weight, @Nullable NdArray bias, Window window, AfterConvolution after, NdArray y) {
        if (!isEmulated(y, x, after.addend() == null ? x : after.addend())) {
            inner.convolutionAnd(x, weight, bias, window, after, y);
            return;
        }
        NdArray addend = widened(after.addend());
        NdArray result = copies.resultFor(y);
        AfterConvolution then = new AfterConvolution(widened(after.normalization()), addend, after.relu());
        inner.convolutionAnd(copies.of(x), copies.rounded(weight), widened(bias), window, then, result);
        finish(result, y);
    }

    @Override
    public void convolutionBackwardData(NdArray dy, NdArray weight, Window window, NdArray dx) {
        if (!isEmulated(dy, weight, dx)) {
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
        NdArray wideBias = dbias == null ? null : copies.resultFor(dbias);
        NdArray result = copies.resultFor(dweight);
        inner.convolutionBackwardWeights(copies.of(x), copies.of(dy), window, result, wideBias);
        if (dbias != null && wideBias != null) {
            copies.deliver(wideBias, dbias);
        }
        finish(result, dweight);
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

    private @Nullable NdArray widened(@Nullable NdArray array) {
        return array == null ? null : copies.of(array);
    }

    private @Nullable Normalization widened(@Nullable Normalization by) {
        return by == null
                ? null
                : new Normalization(
                        copies.of(by.scale()),
                        copies.of(by.shift()),
                        copies.of(by.mean()),
                        copies.of(by.variance()),
                        by.epsilon());
    }
}
