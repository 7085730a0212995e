package io.lockstep.engine.nn;

import io.lockstep.engine.backend.RandomKey;
import io.lockstep.engine.random.RandomPurpose;
import io.lockstep.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * In training, sets elements of x [N, ...] to 0 with the given probability and divides the others by 1 - probability;
 * in evaluation, the identity. The mask of a sample depends on seed, step, layer and the sample's position in the step.
 */
public final class Dropout extends Module {
    private final double probability;
    private final long layer;
    private @Nullable RandomPosition position;

    /** @param layer a number that no other dropout of the model has */
    public Dropout(double probability, long layer) {
        this.probability = probability;
        this.layer = layer;
    }

    @Override
    public void randomAt(RandomPosition position) {
        this.position = position;
    }

    /** Where {@link #randomAt} was never called, the masks come from the device's generator. */
    @Override
    public Tensor forward(Tensor x) {
        if (!isTraining() || probability == 0) {
            return x;
        }
        return io.lockstep.engine.ops.Dropout.apply(x, probability, key(x));
    }

    private RandomKey key(Tensor x) {
        RandomPosition at = position;
        if (at == null) {
            return x.device().generator().next();
        }
        long features = x.numel() / Math.max(1, x.size(0));
        return new RandomKey(RandomPurpose.DROPOUT.key(at.seed(), at.step()), layer, at.firstSample() * features);
    }
}
