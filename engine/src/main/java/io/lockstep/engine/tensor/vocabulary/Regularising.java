package io.lockstep.engine.tensor.vocabulary;

import io.lockstep.engine.ops.DropoutKinds;
import io.lockstep.engine.tensor.Tensor;
import java.util.function.UnaryOperator;

/** Dropout by the random numbers of the device's generator. */
public interface Regularising {
    Tensor self();

    /** Elements vanish with the given probability in training, and the others are divided by 1 - probability. */
    default Tensor dropout(double probability, boolean training) {
        return DropoutKinds.dropout(self(), probability, training);
    }

    /** Half of the elements vanish, and the others are doubled. */
    default Tensor dropout() {
        return dropout(0.5, true);
    }

    /** Dropout of whole channels of [N, C, L], or of [C, L]. */
    default Tensor dropout1d(double probability, boolean training) {
        return batched(self(), 3, x -> DropoutKinds.channels(x, probability, training));
    }

    /** Dropout of whole channels of [N, C, H, W]. */
    default Tensor dropout2d(double probability, boolean training) {
        return DropoutKinds.channels(self(), probability, training);
    }

    /** Dropout of whole channels of [N, C, D, H, W], or of [C, D, H, W]. */
    default Tensor dropout3d(double probability, boolean training) {
        return batched(self(), 5, x -> DropoutKinds.channels(x, probability, training));
    }

    /** Dropout for networks of {@link Activations#selu}: mean 0 and variance 1 are kept. */
    default Tensor alphaDropout(double probability, boolean training) {
        return DropoutKinds.alpha(self(), probability, training);
    }

    /** {@link #alphaDropout} of whole channels of [N, C, ..]. */
    default Tensor featureAlphaDropout(double probability, boolean training) {
        return DropoutKinds.alphaOfChannels(self(), probability, training);
    }

    /** What {@code operation} makes of x as a batch of one, if a dimension is missing, without that dimension. */
    private static Tensor batched(Tensor x, int dims, UnaryOperator<Tensor> operation) {
        if (x.dim() != dims - 1) {
            return operation.apply(x);
        }
        long[] sizes = new long[dims];
        sizes[0] = 1;
        System.arraycopy(x.shape().toArray(), 0, sizes, 1, dims - 1);
        return operation.apply(x.reshape(sizes)).reshape(x.shape().toArray());
    }
}
