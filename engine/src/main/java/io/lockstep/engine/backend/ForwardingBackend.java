package io.lockstep.engine.backend;

import org.jspecify.annotations.Nullable;

/** A backend that leaves all to another one, for those that do only some of the kernels themselves. */
public abstract class ForwardingBackend implements Backend {
    private final Backend inner;

    /** @param inner closed with this backend */
    protected ForwardingBackend(Backend inner) {
        this.inner = inner;
    }

    @Override
    public String name() {
        return inner.name();
    }

    @Override
    public String deviceType() {
        return inner.deviceType();
    }

    @Override
    public int deviceIndex() {
        return inner.deviceIndex();
    }

    @Override
    public MemorySource memory(String owner) {
        return inner.memory(owner);
    }

    @Override
    public void allowTensorFloat32(boolean allowed) {
        inner.allowTensorFloat32(allowed);
    }

    @Override
    public String deviceIdentity() {
        return inner.deviceIdentity();
    }

    @Override
    public void beginStep() {
        inner.beginStep();
    }

    @Override
    public void endStep() {
        inner.endStep();
    }

    @Override
    public HostMirror mirror(NdArray array) {
        return inner.mirror(array);
    }

    @Override
    public void synchronize() {
        inner.synchronize();
    }

    @Override
    public void useDeterministicAlgorithms(boolean wanted) {
        inner.useDeterministicAlgorithms(wanted);
    }

    @Override
    public boolean hasNative(DType dtype) {
        return inner.hasNative(dtype);
    }

    @Override
    public void fill(NdArray y, double value) {
        inner.fill(y, value);
    }

    @Override
    public void copy(NdArray x, NdArray y) {
        inner.copy(x, y);
    }

    @Override
    public void unary(UnaryOp op, NdArray x, NdArray y) {
        inner.unary(op, x, y);
    }

    @Override
    public void binary(BinaryOp op, NdArray a, NdArray b, NdArray y) {
        inner.binary(op, a, b, y);
    }

    @Override
    public void where(NdArray condition, NdArray a, NdArray b, NdArray y) {
        inner.where(condition, a, b, y);
    }

    @Override
    public void reduce(Reduction op, NdArray x, NdArray y) {
        inner.reduce(op, x, y);
    }

    @Override
    public void argExtreme(boolean largest, int dim, NdArray x, NdArray y) {
        inner.argExtreme(largest, dim, x, y);
    }

    @Override
    public void scan(Reduction op, int dim, NdArray x, NdArray y) {
        inner.scan(op, dim, x, y);
    }

    @Override
    public void sort(NdArray x, int dim, boolean descending, NdArray values, NdArray indices) {
        inner.sort(x, dim, descending, values, indices);
    }

    @Override
    public void softmax(boolean logarithm, int dim, NdArray x, NdArray y) {
        inner.softmax(logarithm, dim, x, y);
    }

    @Override
    public void gather(NdArray x, int dim, NdArray index, NdArray y) {
        inner.gather(x, dim, index, y);
    }

    @Override
    public void scatter(@Nullable Reduction op, int dim, NdArray index, NdArray source, NdArray y) {
        inner.scatter(op, dim, index, source, y);
    }

    @Override
    public void matmul(NdArray a, NdArray b, @Nullable NdArray bias, NdArray y) {
        inner.matmul(a, b, bias, y);
    }

    @Override
    public void batchMatmul(NdArray a, NdArray b, NdArray y) {
        inner.batchMatmul(a, b, y);
    }

    @Override
    public void convolution(NdArray x, NdArray weight, @Nullable NdArray bias, Window window, NdArray y) {
        inner.convolution(x, weight, bias, window, y);
    }

    @Override
    public void convolutionBackwardData(NdArray dy, NdArray weight, Window window, NdArray dx) {
        inner.convolutionBackwardData(dy, weight, window, dx);
    }

    @Override
    public void convolutionBackwardWeights(
            NdArray x, NdArray dy, Window window, NdArray dweight, @Nullable NdArray dbias) {
        inner.convolutionBackwardWeights(x, dy, window, dweight, dbias);
    }

    @Override
    public void maxPool(NdArray x, Window window, NdArray y, NdArray workspace) {
        inner.maxPool(x, window, y, workspace);
    }

    @Override
    public void maxPoolBackward(NdArray dy, NdArray workspace, Window window, NdArray dx) {
        inner.maxPoolBackward(dy, workspace, window, dx);
    }

    @Override
    public void averagePool(NdArray x, Window window, NdArray y) {
        inner.averagePool(x, window, y);
    }

    @Override
    public void averagePoolBackward(NdArray dy, Window window, NdArray dx) {
        inner.averagePoolBackward(dy, window, dx);
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
        inner.batchNormTraining(x, scale, shift, epsilon, running, y, mean, variance);
    }

    @Override
    public void batchNormInference(
            NdArray x, NdArray scale, NdArray shift, NdArray mean, NdArray variance, double epsilon, NdArray y) {
        inner.batchNormInference(x, scale, shift, mean, variance, epsilon, y);
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
        inner.batchNormBackward(x, dy, scale, mean, variance, epsilon, dx, dscale, dshift);
    }

    @Override
    public void crossEntropy(
            NdArray logits, NdArray labels, double labelSmoothing, NdArray losses, NdArray probabilities) {
        inner.crossEntropy(logits, labels, labelSmoothing, losses, probabilities);
    }

    @Override
    public void crossEntropyBackward(
            NdArray probabilities, NdArray labels, double labelSmoothing, NdArray dlosses, NdArray dlogits) {
        inner.crossEntropyBackward(probabilities, labels, labelSmoothing, dlosses, dlogits);
    }

    @Override
    public void uniform(RandomKey key, NdArray y) {
        inner.uniform(key, y);
    }

    @Override
    public void normal(RandomKey key, NdArray y) {
        inner.normal(key, y);
    }

    @Override
    public void integers(RandomKey key, long low, long high, NdArray y) {
        inner.integers(key, low, high, y);
    }

    @Override
    public void dropout(NdArray x, double probability, RandomKey key, NdArray y) {
        inner.dropout(x, probability, key, y);
    }

    @Override
    public void sgd(NdArray parameters, NdArray gradients, @Nullable NdArray momentumBuffer, SgdSettings settings) {
        inner.sgd(parameters, gradients, momentumBuffer, settings);
    }

    @Override
    public void adam(
            NdArray parameters,
            NdArray gradients,
            NdArray average,
            NdArray averageSquare,
            @Nullable NdArray maxAverageSquare,
            AdamSettings settings) {
        inner.adam(parameters, gradients, average, averageSquare, maxAverageSquare, settings);
    }

    @Override
    public void lars(NdArray parameters, NdArray gradients, NdArray momentumBuffer, LarsSettings settings) {
        inner.lars(parameters, gradients, momentumBuffer, settings);
    }

    @Override
    public void normalizeImages(NdArray images, float[] mean, float[] std, NdArray y) {
        inner.normalizeImages(images, mean, std, y);
    }

    @Override
    public void settle() {
        inner.settle();
    }

    @Override
    public void listen(@Nullable KernelListener listener) {
        inner.listen(listener);
    }

    @Override
    public void close() {
        inner.close();
    }
}
