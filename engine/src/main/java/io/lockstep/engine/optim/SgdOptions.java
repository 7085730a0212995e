package io.lockstep.engine.optim;

/**
 * Options of {@link Sgd}, with PyTorch's names and meaning; none is negative, and Nesterov's momentum needs momentum and
 * no dampening.
 */
public record SgdOptions(double momentum, double dampening, double weightDecay, boolean nesterov) {
    public SgdOptions {
        if (!(momentum >= 0 && weightDecay >= 0)) {
            throw new IllegalArgumentException(
                    "momentum and weight decay are 0 or more, but got " + momentum + " and " + weightDecay);
        }
        if (nesterov && (momentum == 0 || dampening != 0)) {
            throw new IllegalArgumentException("Nesterov's momentum needs a momentum above 0 and no dampening, but got "
                    + momentum + " and " + dampening);
        }
    }
}
