package io.lockstep.worker.training;

import io.lockstep.engine.optim.FlatParameters;
import io.lockstep.engine.optim.Sgd;
import io.lockstep.engine.optim.SgdOptions;
import io.lockstep.worker.LockstepException;
import io.lockstep.worker.config.TrainConfig;

/** The optimizer that a configuration asks for. */
final class Optimizers {
    private static final double NO_DAMPENING = 0;

    private Optimizers() {}

    /**
     * A fresh optimizer of the parameters.
     *
     * @throws LockstepException if its options contradict each other
     */
    static Sgd of(TrainConfig config, FlatParameters parameters) {
        try {
            SgdOptions options =
                    new SgdOptions(config.momentum(), NO_DAMPENING, config.weightDecay(), config.nesterov());
            return new Sgd(parameters, options);
        } catch (IllegalArgumentException e) {
            throw new LockstepException(String.valueOf(e.getMessage()), e);
        }
    }
}
