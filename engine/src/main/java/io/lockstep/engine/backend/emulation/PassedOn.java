package io.lockstep.engine.backend.emulation;

import io.lockstep.engine.backend.FusedKernels;
import io.lockstep.engine.backend.KernelListener;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.RandomKey;
import io.lockstep.engine.backend.Reduction;
import io.lockstep.engine.backend.SgdSettings;
import org.jspecify.annotations.Nullable;

/** What an emulation leaves to the backend under it, which takes arrays of all types here. */
abstract class PassedOn implements FusedKernels {
    private final FusedKernels inner;

    PassedOn(FusedKernels inner) {
        this.inner = inner;
    }

    @Override
    public String name() {
        return inner.name();
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
    public void integers(RandomKey key, long low, long high, NdArray y) {
        inner.integers(key, low, high, y);
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
    public void dropout(NdArray x, double probability, RandomKey key, NdArray y) {
        inner.dropout(x, probability, key, y);
    }

    @Override
    public void sgd(NdArray parameters, NdArray gradients, @Nullable NdArray momentumBuffer, SgdSettings settings) {
        inner.sgd(parameters, gradients, momentumBuffer, settings);
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
}
