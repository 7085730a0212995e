package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.Backend;
import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.FusedKernels;
import io.lockstep.engine.backend.KernelListener;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.RandomKey;
import io.lockstep.engine.backend.Reduction;
import io.lockstep.engine.backend.RunningStatistics;
import io.lockstep.engine.backend.SgdSettings;
import io.lockstep.engine.backend.UnaryOp;
import io.lockstep.engine.backend.Window;
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
public final class OneDnnBackend implements FusedKernels {
    static final String NAME = "onednn";

    private final Backend fallback;
    private final boolean bfloat16;
    private final NativeEngine engine = new NativeEngine();
    private final Convolutions convolutions = new Convolutions(engine);
    private final MatrixProduct matrixProduct = new MatrixProduct(engine);
    private final MaxPooling maxPooling = new MaxPooling(engine);
    private final AveragePooling averagePooling = new AveragePooling(engine);
    private final BatchNormalization batchNormalization = new BatchNormalization(engine);
    private final Pointwise pointwise = new Pointwise(engine);
    private final GradientDescent gradientDescent = new GradientDescent(engine);
    private final Filling filling = new Filling();
    private final SumReduction sumReduction = new SumReduction();
    private final ImageNormalization imageNormalization = new ImageNormalization();

    /**
     * @param fallback runs what oneDNN cannot; closed with this backend
     * @throws IllegalStateException if oneDNN's native library does not load here
     */
    public OneDnnBackend(Backend fallback) {
        this.fallback = fallback;
        this.bfloat16 = Processor.multipliesBfloat16();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean hasNative(DType dtype) {
        return dtype == DType.FLOAT32 || (dtype == DType.BFLOAT16 && bfloat16);
    }

    @Override
    public void fill(NdArray y, double value) {
        if (isFloat32(y) && y.isContiguous()) {
            filling.fill(y, (float) value);
        } else {
            fallback.fill(y, value);
        }
    }

    @Override
    public void copy(NdArray x, NdArray y) {
        if (isFast(x) && isFast(y)) {
            engine.reorders().copy(x, y);
        } else {
            fallback.copy(x, y);
        }
    }

    @Override
    public void unary(UnaryOp op, NdArray x, NdArray y) {
        if (isFast(x) && isFast(y) && Pointwise.has(op)) {
            pointwise.unary(op, x, y);
        } else {
            fallback.unary(op, x, y);
        }
    }

    @Override
    public void binary(BinaryOp op, NdArray a, NdArray b, NdArray y) {
        if (isFast(a) && isFast(b) && isFast(y) && Pointwise.has(op)) {
            pointwise.binary(op, a, b, y);
        } else {
            fallback.binary(op, a, b, y);
        }
    }

    @Override
    public void reduce(Reduction op, NdArray x, NdArray y) {
        if (op == Reduction.SUM && x.numel() > 0 && MatrixProduct.sumsRows(x, y)) {
            matrixProduct.sumRows(x, y);
        } else if (op == Reduction.SUM && x.numel() > 0 && SumReduction.has(x, y)) {
            sumReduction.sum(x, y);
        } else {
            fallback.reduce(op, x, y);
        }
    }

    @Override
    public void matmul(NdArray a, NdArray b, @Nullable NdArray bias, NdArray y) {
        if (isFast(a) && isFast(b) && isFast(y) && (bias == null || bias.isContiguous())) {
            matrixProduct.multiply(a, b, bias, y);
        } else {
            fallback.matmul(a, b, bias, y);
        }
    }

    @Override
    public void convolution(NdArray x, NdArray weight, @Nullable NdArray bias, Window window, NdArray y) {
        if (isFast(y)) {
            convolutions.forward(x, weight, bias, window, y);
        } else {
            fallback.convolution(x, weight, bias, window, y);
        }
    }

    @Override
    public void convolutionBackwardData(NdArray dy, NdArray weight, Window window, NdArray dx) {
        if (isFast(dy)) {
            convolutions.backwardData(dy, weight, window, dx);
        } else {
            fallback.convolutionBackwardData(dy, weight, window, dx);
        }
    }

    @Override
    public void convolutionBackwardWeights(
            NdArray x, NdArray dy, Window window, NdArray dweight, @Nullable NdArray dbias) {
        if (isFast(dy)) {
            convolutions.backwardWeights(x, dy, window, dweight, dbias);
        } else {
            fallback.convolutionBackwardWeights(x, dy, window, dweight, dbias);
        }
    }

    @Override
    public void maxPool(NdArray x, Window window, NdArray y, NdArray workspace) {
        if (isFast(y)) {
            maxPooling.forward(x, window, y, workspace);
        } else {
            fallback.maxPool(x, window, y, workspace);
        }
    }

    @Override
    public void maxPoolBackward(NdArray dy, NdArray workspace, Window window, NdArray dx) {
        if (MaxPooling.filled(workspace)) {
            maxPooling.backward(dy, workspace, dx);
        } else {
            fallback.maxPoolBackward(dy, workspace, window, dx);
        }
    }

    @Override
    public void averagePool(NdArray x, Window window, NdArray y) {
        if (isFast(y)) {
            averagePooling.forward(x, window, y);
        } else {
            fallback.averagePool(x, window, y);
        }
    }

    @Override
    public void averagePoolBackward(NdArray dy, Window window, NdArray dx) {
        if (isFast(dy)) {
            averagePooling.backward(dy, window, dx);
        } else {
            fallback.averagePoolBackward(dy, window, dx);
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
            fallback.batchNormTraining(x, scale, shift, epsilon, running, y, mean, variance);
        }
    }

    @Override
    public void batchNormInference(
            NdArray x, NdArray scale, NdArray shift, NdArray mean, NdArray variance, double epsilon, NdArray y) {
        if (isFast(x)) {
            batchNormalization.inference(x, scale, shift, mean, variance, epsilon, y);
        } else {
            fallback.batchNormInference(x, scale, shift, mean, variance, epsilon, y);
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
            fallback.batchNormBackward(x, dy, scale, mean, variance, epsilon, dx, dscale, dshift);
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

    // Left to the second backend

    @Override
    public void where(NdArray condition, NdArray a, NdArray b, NdArray y) {
        fallback.where(condition, a, b, y);
    }

    @Override
    public void argExtreme(boolean largest, int dim, NdArray x, NdArray y) {
        fallback.argExtreme(largest, dim, x, y);
    }

    @Override
    public void scan(Reduction op, int dim, NdArray x, NdArray y) {
        fallback.scan(op, dim, x, y);
    }

    @Override
    public void sort(NdArray x, int dim, boolean descending, NdArray values, NdArray indices) {
        fallback.sort(x, dim, descending, values, indices);
    }

    @Override
    public void softmax(boolean logarithm, int dim, NdArray x, NdArray y) {
        fallback.softmax(logarithm, dim, x, y);
    }

    @Override
    public void gather(NdArray x, int dim, NdArray index, NdArray y) {
        fallback.gather(x, dim, index, y);
    }

    @Override
    public void scatter(@Nullable Reduction op, int dim, NdArray index, NdArray source, NdArray y) {
        fallback.scatter(op, dim, index, source, y);
    }

    @Override
    public void integers(RandomKey key, long low, long high, NdArray y) {
        fallback.integers(key, low, high, y);
    }

    @Override
    public void crossEntropy(
            NdArray logits, NdArray labels, double labelSmoothing, NdArray losses, NdArray probabilities) {
        fallback.crossEntropy(logits, labels, labelSmoothing, losses, probabilities);
    }

    @Override
    public void crossEntropyBackward(
            NdArray probabilities, NdArray labels, double labelSmoothing, NdArray dlosses, NdArray dlogits) {
        fallback.crossEntropyBackward(probabilities, labels, labelSmoothing, dlosses, dlogits);
    }

    @Override
    public void uniform(RandomKey key, NdArray y) {
        fallback.uniform(key, y);
    }

    @Override
    public void normal(RandomKey key, NdArray y) {
        fallback.normal(key, y);
    }

    @Override
    public void dropout(NdArray x, double probability, RandomKey key, NdArray y) {
        fallback.dropout(x, probability, key, y);
    }

    @Override
    public void sgd(NdArray parameters, NdArray gradients, @Nullable NdArray momentumBuffer, SgdSettings settings) {
        if (isFloat32(parameters)) {
            gradientDescent.update(parameters, gradients, momentumBuffer, settings);
        } else {
            fallback.sgd(parameters, gradients, momentumBuffer, settings);
        }
    }

    @Override
    public void normalizeImages(NdArray images, float[] mean, float[] std, NdArray y) {
        if (isFloat32(y) && images.isContiguous() && y.isContiguous()) {
            imageNormalization.normalize(images, mean, std, y);
        } else {
            fallback.normalizeImages(images, mean, std, y);
        }
    }

    @Override
    public void listen(@Nullable KernelListener listener) {
        engine.listen(listener);
    }

    /** Kernels made so far; a training that repeats its step makes none after the first. */
    int kernels() {
        return engine.reorders().size()
                + convolutions.size()
                + matrixProduct.size()
                + maxPooling.size()
                + averagePooling.size()
                + batchNormalization.size()
                + pointwise.size()
                + gradientDescent.size();
    }

    /** Bytes held for temporary results. */
    long scratchBytes() {
        return engine.scratch().capacityBytes() + convolutions.scratchBytes();
    }

    /** An activation tells the type that its call computes in; oneDNN has no empty arrays. */
    private boolean isFast(NdArray array) {
        return hasNative(array.dtype()) && array.numel() > 0 && Formats.describes(array);
    }

    /** For kernels in Java that know no other type. */
    private static boolean isFloat32(NdArray array) {
        return array.dtype() == DType.FLOAT32 && array.numel() > 0;
    }

    @Override
    public void close() {
        convolutions.close();
        matrixProduct.close();
        maxPooling.close();
        averagePooling.close();
        batchNormalization.close();
        pointwise.close();
        gradientDescent.close();
        engine.close();
        fallback.close();
    }
}
