package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.Backend;
import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.KernelListener;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Reduction;
import io.lockstep.engine.backend.SgdSettings;
import io.lockstep.engine.backend.UnaryOp;
import org.jspecify.annotations.Nullable;

/**
 * The kernels in float32 by oneDNN, and all others by a second backend; in bfloat16 also by oneDNN where the processor
 * computes in it, which the fused kernels need. Convolutions by 3 x 3 in float32 are computed in tiles, with oneDNN for
 * their products only, where the JVM has the Vector API. Activations stay in the layout that oneDNN's convolutions
 * choose until something else reads them; one kernel is made per distinct shape and kept.
 *
 * <p>The number of threads is that of OpenMP, taken from {@code OMP_NUM_THREADS} when the library loads; the same number
 * gives the same bits in every run.
 */
public final class OneDnnBackend extends NetworkKernels {
    static final String NAME = "onednn";
    /** Elements whose sum is worth several threads, which the second backend may have. */
    private static final long LARGE = 1 << 16;

    private final MatrixProduct matrixProduct = new MatrixProduct(engine);
    private final GradientDescent gradientDescent = new GradientDescent(engine);
    private final Filling filling = new Filling();
    private final SumReduction sumReduction = new SumReduction();
    private final ImageNormalization imageNormalization = new ImageNormalization();

    /**
     * @param fallback runs what oneDNN cannot; closed with this backend
     * @throws IllegalStateException if oneDNN's native library does not load here
     */
    public OneDnnBackend(Backend fallback) {
        super(fallback);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void fill(NdArray y, double value) {
        if (isFloat32(y) && y.isContiguous()) {
            filling.fill(y, (float) value);
        } else {
            super.fill(y, value);
        }
    }

    @Override
    public void copy(NdArray x, NdArray y) {
        if (isFast(x) && isFast(y)) {
            engine.reorders().copy(x, y);
        } else {
            super.copy(x, y);
        }
    }

    @Override
    public void unary(UnaryOp op, NdArray x, NdArray y) {
        if (isFast(x) && isFast(y) && Pointwise.has(op)) {
            pointwise.unary(op, x, y);
        } else {
            super.unary(op, x, y);
        }
    }

    @Override
    public void binary(BinaryOp op, NdArray a, NdArray b, NdArray y) {
        if (isFast(a) && isFast(b) && isFast(y) && Pointwise.has(op)) {
            pointwise.binary(op, a, b, y);
        } else {
            super.binary(op, a, b, y);
        }
    }

    @Override
    public void reduce(Reduction op, NdArray x, NdArray y) {
        if (op == Reduction.SUM && x.numel() > 0 && MatrixProduct.sumsRows(x, y)) {
            matrixProduct.sumRows(x, y);
        } else if (op == Reduction.SUM && x.numel() > 0 && x.numel() < LARGE && SumReduction.has(x, y)) {
            sumReduction.sum(x, y);
        } else {
            super.reduce(op, x, y);
        }
    }

    @Override
    public void matmul(NdArray a, NdArray b, @Nullable NdArray bias, NdArray y) {
        if (isFast(a) && isFast(b) && isFast(y) && (bias == null || bias.isContiguous())) {
            matrixProduct.multiply(a, b, bias, y);
        } else {
            super.matmul(a, b, bias, y);
        }
    }

    @Override
    public void batchMatmul(NdArray a, NdArray b, NdArray y) {
        if (isFast(a) && isFast(b) && a.dtype() == y.dtype() && isFast(y)) {
            matrixProduct.multiplyBatch(a, b, y);
        } else {
            super.batchMatmul(a, b, y);
        }
    }

    @Override
    public void sgd(NdArray parameters, NdArray gradients, @Nullable NdArray momentumBuffer, SgdSettings settings) {
        if (isFloat32(parameters)) {
            gradientDescent.update(parameters, gradients, momentumBuffer, settings);
        } else {
            super.sgd(parameters, gradients, momentumBuffer, settings);
        }
    }

    @Override
    public void normalizeImages(NdArray images, float[] mean, float[] std, NdArray y) {
        if (isFloat32(y) && images.isContiguous() && y.isContiguous()) {
            imageNormalization.normalize(images, mean, std, y);
        } else {
            super.normalizeImages(images, mean, std, y);
        }
    }

    @Override
    public void listen(@Nullable KernelListener listener) {
        engine.listen(listener);
    }

    /** Kernels made so far; a training that repeats its step makes none after the first. */
    int kernels() {
        return engine.reorders().size()
                + networkKernels()
                + matrixProduct.size()
                + pointwise.size()
                + gradientDescent.size();
    }

    /** Bytes held for temporary results. */
    long scratchBytes() {
        return engine.scratch().capacityBytes() + networkScratchBytes();
    }

    /** For kernels in Java that know no other type. */
    private static boolean isFloat32(NdArray array) {
        return array.dtype() == DType.FLOAT32 && array.numel() > 0;
    }

    @Override
    public void close() {
        matrixProduct.close();
        pointwise.close();
        gradientDescent.close();
        super.close();
        engine.close();
    }
}
