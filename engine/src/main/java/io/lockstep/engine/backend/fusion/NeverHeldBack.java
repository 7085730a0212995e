package io.lockstep.engine.backend.fusion;

import io.lockstep.engine.backend.Backend;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.HostMirror;
import io.lockstep.engine.backend.KernelListener;
import io.lockstep.engine.backend.MemorySource;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.RandomKey;
import io.lockstep.engine.backend.Reduction;
import io.lockstep.engine.backend.Window;
import org.jspecify.annotations.Nullable;

/** The kernels that are never held back: they prepare their arguments and run. */
abstract class NeverHeldBack implements Backend {
    private final Backend inner;

    NeverHeldBack(Backend inner) {
        this.inner = inner;
    }

    /**
     * Runs what waits and computes what was skipped before a kernel takes these arrays as its arguments, one by one:
     * another kernel in the midst of it would use the same working memory.
     */
    abstract void prepare(@Nullable NdArray... arrays);

    /** Prepares a kernel that may write to memory which others were computed from, or are yet to be. */
    abstract void prepareOverwriting(NdArray y, NdArray... operands);

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
        settle();
        inner.endStep();
    }

    @Override
    public HostMirror mirror(NdArray array) {
        return inner.mirror(array);
    }

    @Override
    public void synchronize() {
        settle();
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
        prepareOverwriting(y);
        inner.fill(y, value);
    }

    @Override
    public void copy(NdArray x, NdArray y) {
        prepareOverwriting(y, x);
        inner.copy(x, y);
    }

    @Override
    public void where(NdArray condition, NdArray a, NdArray b, NdArray y) {
        prepareOverwriting(y, condition, a, b);
        inner.where(condition, a, b, y);
    }

    @Override
    public void reduce(Reduction op, NdArray x, NdArray y) {
        prepareOverwriting(y, x);
        inner.reduce(op, x, y);
    }

    @Override
    public void argExtreme(boolean largest, int dim, NdArray x, NdArray y) {
        prepareOverwriting(y, x);
        inner.argExtreme(largest, dim, x, y);
    }

    @Override
    public void scan(Reduction op, int dim, NdArray x, NdArray y) {
        prepareOverwriting(y, x);
        inner.scan(op, dim, x, y);
    }

    @Override
    public void sort(NdArray x, int dim, boolean descending, NdArray values, NdArray indices) {
        prepareOverwriting(values, x);
        prepareOverwriting(indices);
        inner.sort(x, dim, descending, values, indices);
    }

    @Override
    public void softmax(boolean logarithm, int dim, NdArray x, NdArray y) {
        prepareOverwriting(y, x);
        inner.softmax(logarithm, dim, x, y);
    }

    @Override
    public void gather(NdArray x, int dim, NdArray index, NdArray y) {
        prepareOverwriting(y, x, index);
        inner.gather(x, dim, index, y);
    }

    @Override
    public void scatter(@Nullable Reduction op, int dim, NdArray index, NdArray source, NdArray y) {
        prepareOverwriting(y, index, source);
        inner.scatter(op, dim, index, source, y);
    }

    @Override
    public void batchMatmul(NdArray a, NdArray b, NdArray y) {
        prepareOverwriting(y, a, b);
        inner.batchMatmul(a, b, y);
    }

    @Override
    public void matmul(NdArray a, NdArray b, @Nullable NdArray bias, NdArray y) {
        prepare(bias);
        prepareOverwriting(y, a, b);
        inner.matmul(a, b, bias, y);
    }

    @Override
    public void convolutionBackwardData(NdArray dy, NdArray weight, Window window, NdArray dx) {
        prepare(dy, weight, dx);
        inner.convolutionBackwardData(dy, weight, window, dx);
    }

    @Override
    public void convolutionBackwardWeights(
            NdArray x, NdArray dy, Window window, NdArray dweight, @Nullable NdArray dbias) {
        prepare(x, dy, dweight, dbias);
        inner.convolutionBackwardWeights(x, dy, window, dweight, dbias);
    }

    @Override
    public void maxPool(NdArray x, Window window, NdArray y, NdArray workspace) {
        prepare(x, y, workspace);
        inner.maxPool(x, window, y, workspace);
    }

    @Override
    public void maxPoolBackward(NdArray dy, NdArray workspace, Window window, NdArray dx) {
        prepare(dy, workspace, dx);
        inner.maxPoolBackward(dy, workspace, window, dx);
    }

    @Override
    public void averagePool(NdArray x, Window window, NdArray y) {
        prepare(x, y);
        inner.averagePool(x, window, y);
    }

    @Override
    public void averagePoolBackward(NdArray dy, Window window, NdArray dx) {
        prepare(dy, dx);
        inner.averagePoolBackward(dy, window, dx);
    }

    @Override
    public void crossEntropy(
            NdArray logits, NdArray labels, double labelSmoothing, NdArray losses, NdArray probabilities) {
        prepare(logits, labels, losses, probabilities);
        inner.crossEntropy(logits, labels, labelSmoothing, losses, probabilities);
    }

    @Override
    public void crossEntropyBackward(
            NdArray probabilities, NdArray labels, double labelSmoothing, NdArray dlosses, NdArray dlogits) {
        prepare(probabilities, labels, dlosses, dlogits);
        inner.crossEntropyBackward(probabilities, labels, labelSmoothing, dlosses, dlogits);
    }

    @Override
    public void uniform(RandomKey key, NdArray y) {
        prepareOverwriting(y);
        inner.uniform(key, y);
    }

    @Override
    public void normal(RandomKey key, NdArray y) {
        prepareOverwriting(y);
        inner.normal(key, y);
    }

    @Override
    public void integers(RandomKey key, long low, long high, NdArray y) {
        prepareOverwriting(y);
        inner.integers(key, low, high, y);
    }

    @Override
    public void dropout(NdArray x, double probability, RandomKey key, NdArray y) {
        prepareOverwriting(y, x);
        inner.dropout(x, probability, key, y);
    }

    @Override
    public void normalizeImages(NdArray images, float[] mean, float[] std, NdArray y) {
        prepareOverwriting(y, images);
        inner.normalizeImages(images, mean, std, y);
    }

    @Override
    public void listen(@Nullable KernelListener listener) {
        inner.listen(listener);
    }
}
