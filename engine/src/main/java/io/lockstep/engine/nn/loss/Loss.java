package io.lockstep.engine.nn.loss;

import io.lockstep.engine.tensor.Tensor;

/** How far a network's results are from what they should be. */
public interface Loss {
    /**
     * The loss of {@code input}, what the network gave, for {@code target}, what it should have given; a scalar unless the
     * losses are not reduced.
     */
    Tensor forward(Tensor input, Tensor target);
}
