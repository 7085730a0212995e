package io.lockstep.engine.optim.optimizer;

import io.lockstep.engine.backend.LarsSettings;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.tensor.Tensor;

/**
 * Layer-wise adaptive rate scaling for large batches (You, Gitman and Ginsburg 2017, "Large Batch Training of Convolutional
 * Networks", section 5, algorithm 1 and equation 6): each parameter tensor w has a learning rate of its own, by the norms of
 * itself and of its gradient g.
 *
 * <pre>
 *   rate   = trustCoefficient * |w| / (|g| + weightDecay * |w| + eps)
 *   buffer = momentum * buffer + lr * rate * (g + weightDecay * w)
 *   w     -= buffer
 * </pre>
 *
 * The rate is 1 where |w| or |g| is 0, and in groups that are not adaptive: the usual place of biases and of the scales of
 * normalisations, without weight decay. As its norms are those of layers, a range that holds several parameters is not
 * what it is made for.
 */
public final class LARS extends Optimizer {
    public LARS(Iterable<Tensor> parameters, double lr) {
        this(parameters, options().lr(lr));
    }

    public LARS(Iterable<Tensor> parameters, Options options) {
        super(
                parameters,
                new Options()
                        .withCommonDefaults(1e-3, 0)
                        .momentum(0.9)
                        .trustCoefficient(0.001)
                        .eps(0)
                        .adaptive(true),
                options);
    }

    /** Options of which none is set. */
    public static Options options() {
        return new Options();
    }

    @Override
    void check(ParamGroup group) {
        group.requireAtLeastZero("momentum", "trustCoefficient", "eps");
    }

    @Override
    void update(ParamGroup group, Range range) {
        NdArray buffer = range.state("momentum_buffer", 0);
        LarsSettings settings = new LarsSettings(
                group.lr(),
                group.get("momentum"),
                group.get("trustCoefficient"),
                group.get("eps"),
                group.get(ParamGroup.WEIGHT_DECAY),
                group.isSet("adaptive"));
        range.backend().lars(range.parameters(), range.gradients(), buffer, settings);
    }

    /** Options of {@link LARS}; unless set, the learning rate and the trust coefficient are 0.001, momentum is 0.9. */
    public static final class Options extends OptimizerOptions<Options> {
        private Options() {}

        /** What is kept of the buffer in a step. */
        public Options momentum(double momentum) {
            return with("momentum", momentum);
        }

        /** How far a layer may move in a step, relative to its norm. */
        public Options trustCoefficient(double trustCoefficient) {
            return with("trustCoefficient", trustCoefficient);
        }

        /** Added to the norm of the gradient. */
        public Options eps(double eps) {
            return with("eps", eps);
        }

        /** Whether the rates of the layers are adapted. */
        public Options adaptive(boolean adaptive) {
            return with("adaptive", adaptive);
        }

        @Override
        Options self() {
            return this;
        }
    }
}
