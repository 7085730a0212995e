package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.FusedKernels.AfterConvolution;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Window;
import org.jspecify.annotations.Nullable;

/** Convolution and its gradients by whichever kernel is fastest. */
final class Convolutions implements AutoCloseable {
    private final Convolution direct;
    private final FusedConvolution fused;
    private final WinogradConvolution winograd;
    private final Epilogues epilogues;

    Convolutions(NativeEngine engine) {
        direct = new Convolution(engine);
        fused = new FusedConvolution(engine);
        winograd = new WinogradConvolution(engine);
        epilogues = new Epilogues(winograd.images());
    }

    /** @see io.lockstep.engine.backend.Backend#convolution */
    void forward(NdArray x, NdArray weight, @Nullable NdArray bias, Window window, NdArray y) {
        if (isForTiles(x, weight, window, y)) {
            winograd.forward(x, weight, window, Epilogues.bias(bias), y);
        } else {
            direct.forward(x, weight, bias, window, y);
        }
    }

    /** @see io.lockstep.engine.backend.FusedKernels#convolutionAnd */
    void forwardAnd(
            NdArray x, NdArray weight, @Nullable NdArray bias, Window window, AfterConvolution after, NdArray y) {
        if (isForTiles(x, weight, window, y)) {
            winograd.forward(
                    x, weight, window, epilogues.of(bias, after, (int) y.shape().size(1)), y);
        } else {
            fused.forward(x, weight, bias, window, after, y);
        }
    }

    /** @see io.lockstep.engine.backend.Backend#convolutionBackwardData */
    void backwardData(NdArray dy, NdArray weight, Window window, NdArray dx) {
        if (isForTiles(dx, weight, window, dy)) {
            winograd.backwardData(dy, weight, window, dx);
        } else {
            direct.backwardData(dy, weight, window, dx);
        }
    }

    /** @see io.lockstep.engine.backend.Backend#convolutionBackwardWeights */
    void backwardWeights(NdArray x, NdArray dy, Window window, NdArray dweight, @Nullable NdArray dbias) {
        if (isForTiles(x, dweight, window, dy)) {
            winograd.backwardWeights(x, dy, window, dweight, dbias);
        } else {
            direct.backwardWeights(x, dy, window, dweight, dbias);
        }
    }

    private boolean isForTiles(NdArray x, NdArray weight, Window window, NdArray y) {
        return weight.isContiguous()
                && winograd.suits(new Convolution.Geometry(x.dtype(), x.shape(), weight.shape(), y.shape(), window));
    }

    /** Kernels made so far. */
    int size() {
        return direct.size() + fused.size() + winograd.kernels();
    }

    /** Bytes held for temporary results. */
    long scratchBytes() {
        return winograd.scratchBytes();
    }

    @Override
    public void close() {
        direct.close();
        fused.close();
        winograd.close();
        epilogues.close();
    }
}
