package io.lockstep.engine.ops;

import io.lockstep.engine.backend.RandomKey;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;

/**
 * Inverted dropout (Srivastava et al. 2014): elements vanish with the given probability, the others are divided by
 * 1 - probability. The backward pass draws the same numbers again, so no mask is kept.
 */
public final class Dropout {
    private Dropout() {}

    /** @param probability 0 to 1; of 1 all elements vanish */
    public static Tensor apply(Tensor x, double probability, RandomKey key) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("dropout expects a probability from 0 to 1 but got " + probability);
        }
        if (!x.dtype().isFloating()) {
            throw new IllegalArgumentException(
                    "dropout expects a floating tensor but got " + x.dtype() + "; convert it with to(FLOAT32)");
        }
        if (probability == 1) {
            return x.mul(0);
        }
        Tensor y = x.device().empty(x.dtype(), x.shape());
        x.device().backend().dropout(x.array(), probability, key, y.array());
        return y.computedBy(new Rule(probability, key), x);
    }

    private record Rule(double probability, RandomKey key) implements Operation {
        @Override
        public String name() {
            return "dropout";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            dy.device().backend().dropout(dy.array(), probability, key, dx.into(0));
        }

        @Override
        public void differentiableBackward(Tensor dy, Gradients dx) {
            dx.give(0, apply(dy, probability, key));
        }
    }
}
