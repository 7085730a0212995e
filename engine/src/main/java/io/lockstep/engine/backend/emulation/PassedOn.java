package io.lockstep.engine.backend.emulation;

import io.lockstep.engine.backend.FusedKernels;
import io.lockstep.engine.backend.KernelListener;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.RandomKey;
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
    public void sum(NdArray x, NdArray y) {
        inner.sum(x, y);
    }

    @Override
    public void argmax(NdArray x, NdArray y) {
        inner.argmax(x, y);
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
