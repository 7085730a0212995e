package io.lockstep.engine.optim.optimizer;

import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.SgdSettings;
import io.lockstep.engine.tensor.Tensor;

/**
 * Stochastic gradient descent with momentum (Sutskever et al. 2013), as PyTorch's {@code torch.optim.SGD}:
 *
 * <pre>
 *   d      = gradient + weightDecay * parameter
 *   buffer = momentum * buffer + (1 - dampening) * d        (in the first step: d)
 *   parameter -= lr * buffer                                (Nesterov: d + momentum * buffer; no momentum: d)
 * </pre>
 */
public final class SGD extends Optimizer {
    public SGD(Iterable<Tensor> parameters, double lr) {
        this(parameters, options().lr(lr));
    }

    public SGD(Iterable<Tensor> parameters, Options options) {
        super(
                parameters,
                new Options()
                        .withCommonDefaults(1e-3, 0)
                        .momentum(0)
                        .dampening(0)
                        .nesterov(false),
                options);
    }

    /** Options of which none is set. */
    public static Options options() {
        return new Options();
    }

    @Override
    void check(ParamGroup group) {
        group.requireAtLeastZero("momentum");
        if (group.isSet("nesterov") && (group.get("momentum") == 0 || group.get("dampening") != 0)) {
            throw new IllegalArgumentException("Nesterov's momentum needs a momentum above 0 and no dampening, but got "
                    + group.get("momentum") + " and " + group.get("dampening"));
        }
    }

    @Override
    void update(ParamGroup group, Range range) {
        double momentum = group.get("momentum");
        boolean isFirst = !range.has("momentum_buffer");
        NdArray buffer = momentum == 0 ? null : range.state("momentum_buffer", 0);
        SgdSettings settings = new SgdSettings(
                group.lr(),
                momentum,
                group.get("dampening"),
                group.get(ParamGroup.WEIGHT_DECAY),
                group.isSet("nesterov"),
                isFirst);
        range.backend().sgd(range.parameters(), range.gradients(), buffer, settings);
    }

    /** Options of {@link SGD}; the learning rate is 0.001 and all others are 0 unless set. */
    public static final class Options extends OptimizerOptions<Options> {
        private Options() {}

        /** What is kept of the buffer in a step. */
        public Options momentum(double momentum) {
            return with("momentum", momentum);
        }

        /** What is left out of a gradient that enters the buffer. */
        public Options dampening(double dampening) {
            return with("dampening", dampening);
        }

        /** Whether the update looks ahead along the buffer. */
        public Options nesterov(boolean nesterov) {
            return with("nesterov", nesterov);
        }

        @Override
        Options self() {
            return this;
        }
    }
}
