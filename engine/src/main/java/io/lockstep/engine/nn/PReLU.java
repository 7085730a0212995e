package io.lockstep.engine.nn;

import io.lockstep.engine.tensor.Tensor;

/**
 * y = x above 0, else weight x, with a weight that is learnt (He et al. 2015): one, or one for each channel (dimension 1)
 * of x [N, C, ..]. Parameter weight [channels].
 */
public final class PReLU extends Module {
    private static final double INITIAL = 0.25;

    /** With one weight of 0.25 for all channels. */
    public PReLU(Initialisation initialisation) {
        this(initialisation, 1, INITIAL);
    }

    /** @param initial the weight to start from */
    public PReLU(Initialisation initialisation, long channels, double initial) {
        registerParameter("weight", initialisation.constant(initial, channels));
    }

    @Override
    public Tensor forward(Tensor x) {
        return x.prelu(parameter("weight"));
    }
}
