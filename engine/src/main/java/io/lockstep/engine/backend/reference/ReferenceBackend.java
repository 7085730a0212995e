package io.lockstep.engine.backend.reference;

import io.lockstep.engine.backend.AdamSettings;
import io.lockstep.engine.backend.Backend;
import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.LarsSettings;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.RandomKey;
import io.lockstep.engine.backend.Reduction;
import io.lockstep.engine.backend.RunningStatistics;
import io.lockstep.engine.backend.SgdSettings;
import io.lockstep.engine.backend.UnaryOp;
import io.lockstep.engine.backend.Window;
import org.jspecify.annotations.Nullable;

/**
 * All kernels as plain loops on one thread, for every element type and any strides. Arithmetic is in double precision
 * and rounded when a result is stored, so float32 results are as exact as they can be; it is not made to be fast, save
 * where the training of a faster backend leans on it.
 */
public final class ReferenceBackend implements Backend {
    static final String NAME = "reference";

    private final Copying copying = new Copying();
    private final Pointwise pointwise = new Pointwise();
    private final Reductions reductions = new Reductions();
    private final Sorting sorting = new Sorting();
    private final Softmax softmax = new Softmax();
    private final Indexing indexing = new Indexing();
    private final MatrixProduct matrixProduct = new MatrixProduct();
    private final Convolution convolution = new Convolution();
    private final MaxPooling maxPooling = new MaxPooling();
    private final AveragePooling averagePooling = new AveragePooling();
    private final BatchNormalization batchNormalization = new BatchNormalization();
    private final CrossEntropy crossEntropy = new CrossEntropy();
    private final RandomNumbers randomNumbers = new RandomNumbers();
    private final GradientDescent gradientDescent = new GradientDescent();
    private final AdaptiveMoments adaptiveMoments = new AdaptiveMoments();
    private final LayerwiseRates layerwiseRates = new LayerwiseRates();
    private final ImageNormalization imageNormalization = new ImageNormalization();

    @Override
    public String name() {
        return NAME;
    }

    /** The half precisions only cost time here. */
    @Override
    public boolean hasNative(DType dtype) {
        return dtype != DType.BFLOAT16 && dtype != DType.FLOAT16;
    }

    @Override
    public void fill(NdArray y, double value) {
        copying.fill(y, value);
    }

    @Override
    public void copy(NdArray x, NdArray y) {
        copying.copy(x, y);
    }

    @Override
    public void unary(UnaryOp op, NdArray x, NdArray y) {
        pointwise.unary(op, x, y);
    }

    @Override
    public void binary(BinaryOp op, NdArray a, NdArray b, NdArray y) {
        pointwise.binary(op, a, b, y);
    }

    @Override
    public void where(NdArray condition, NdArray a, NdArray b, NdArray y) {
        pointwise.where(condition, a, b, y);
    }

    @Override
    public void reduce(Reduction op, NdArray x, NdArray y) {
        reductions.reduce(op, x, y);
    }

    @Override
    public void argExtreme(boolean largest, int dim, NdArray x, NdArray y) {
        reductions.argument(largest, dim, x, y);
    }

    @Override
    public void scan(Reduction op, int dim, NdArray x, NdArray y) {
        reductions.scan(op, dim, x, y);
    }

    @Override
    public void sort(NdArray x, int dim, boolean descending, NdArray values, NdArray indices) {
        sorting.sort(x, dim, descending, values, indices);
    }

    @Override
    public void softmax(boolean logarithm, int dim, NdArray x, NdArray y) {
        softmax.softmax(logarithm, dim, x, y);
    }

    @Override
    public void gather(NdArray x, int dim, NdArray index, NdArray y) {
        indexing.gather(x, dim, index, y);
    }

    @Override
    public void scatter(@Nullable Reduction op, int dim, NdArray index, NdArray source, NdArray y) {
        indexing.scatter(op, dim, index, source, y);
    }

    @Override
    public void matmul(NdArray a, NdArray b, @Nullable NdArray bias, NdArray y) {
        matrixProduct.multiply(a, b, bias, y);
    }

    @Override
    public void convolution(NdArray x, NdArray weight, @Nullable NdArray bias, Window window, NdArray y) {
        convolution.forward(x, weight, bias, window, y);
    }

    @Override
    public void convolutionBackwardData(NdArray dy, NdArray weight, Window window, NdArray dx) {
        convolution.backwardData(dy, weight, window, dx);
    }

    @Override
    public void convolutionBackwardWeights(
            NdArray x, NdArray dy, Window window, NdArray dweight, @Nullable NdArray dbias) {
        convolution.backwardWeights(x, dy, window, dweight, dbias);
    }

    @Override
    public void maxPool(NdArray x, Window window, NdArray y, NdArray workspace) {
        maxPooling.forward(x, window, y, workspace);
    }

    @Override
    public void maxPoolBackward(NdArray dy, NdArray workspace, Window window, NdArray dx) {
        maxPooling.backward(dy, workspace, dx);
    }

    @Override
    public void averagePool(NdArray x, Window window, NdArray y) {
        averagePooling.forward(x, window, y);
    }

    @Override
    public void averagePoolBackward(NdArray dy, Window window, NdArray dx) {
        averagePooling.backward(dy, window, dx);
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
        batchNormalization.training(x, scale, shift, epsilon, running, y, mean, variance);
    }

    @Override
    public void batchNormInference(
            NdArray x, NdArray scale, NdArray shift, NdArray mean, NdArray variance, double epsilon, NdArray y) {
        batchNormalization.inference(x, scale, shift, mean, variance, epsilon, y);
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
        batchNormalization.backward(x, dy, scale, mean, variance, epsilon, dx, dscale, dshift);
    }

    @Override
    public void crossEntropy(
            NdArray logits, NdArray labels, double labelSmoothing, NdArray losses, NdArray probabilities) {
        crossEntropy.forward(logits, labels, labelSmoothing, losses, probabilities);
    }

    @Override
    public void crossEntropyBackward(
            NdArray probabilities, NdArray labels, double labelSmoothing, NdArray dlosses, NdArray dlogits) {
        crossEntropy.backward(probabilities, labels, labelSmoothing, dlosses, dlogits);
    }

    @Override
    public void uniform(RandomKey key, NdArray y) {
        randomNumbers.uniform(key, y);
    }

    @Override
    public void normal(RandomKey key, NdArray y) {
        randomNumbers.normal(key, y);
    }

    @Override
    public void integers(RandomKey key, long low, long high, NdArray y) {
        randomNumbers.integers(key, low, high, y);
    }

    @Override
    public void dropout(NdArray x, double probability, RandomKey key, NdArray y) {
        randomNumbers.dropout(x, probability, key, y);
    }

    @Override
    public void sgd(NdArray parameters, NdArray gradients, @Nullable NdArray momentumBuffer, SgdSettings settings) {
        gradientDescent.update(parameters, gradients, momentumBuffer, settings);
    }

    @Override
    public void adam(
            NdArray parameters,
            NdArray gradients,
            NdArray average,
            NdArray averageSquare,
            @Nullable NdArray maxAverageSquare,
            AdamSettings settings) {
        adaptiveMoments.update(parameters, gradients, average, averageSquare, maxAverageSquare, settings);
    }

    @Override
    public void lars(NdArray parameters, NdArray gradients, NdArray momentumBuffer, LarsSettings settings) {
        layerwiseRates.update(parameters, gradients, momentumBuffer, settings);
    }

    @Override
    public void normalizeImages(NdArray images, float[] mean, float[] std, NdArray y) {
        imageNormalization.normalize(images, mean, std, y);
    }

    /** Nothing is held. */
    @Override
    public void close() {}
}
