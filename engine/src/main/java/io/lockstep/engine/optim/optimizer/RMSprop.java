package io.lockstep.engine.optim.optimizer;

import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.tensor.Tensor;

/**
 * RMSprop (Hinton's lecture 6e, 2012; centered: Graves 2013, section 2), as PyTorch's {@code torch.optim.RMSprop}:
 *
 * <pre>
 *   d      = gradient + weightDecay * parameter
 *   v      = alpha * v + (1 - alpha) * d^2
 *   u      = d / (sqrt(v) + eps)                            (centered: v - g^2, g = alpha * g + (1 - alpha) * d)
 *   buffer = momentum * buffer + u
 *   parameter -= lr * buffer                                (no momentum: u)
 * </pre>
 */
public final class RMSprop extends Optimizer {
    public RMSprop(Iterable<Tensor> parameters) {
        this(parameters, options());
    }

    public RMSprop(Iterable<Tensor> parameters, double lr) {
        this(parameters, options().lr(lr));
    }

    public RMSprop(Iterable<Tensor> parameters, Options options) {
        super(
                parameters,
                new Options()
                        .withCommonDefaults(0.01, 0)
                        .alpha(0.99)
                        .eps(1e-8)
                        .momentum(0)
                        .centered(false),
                options);
    }

    /** Options of which none is set. */
    public static Options options() {
        return new Options();
    }

    @Override
    void check(ParamGroup group) {
        group.requireAtLeastZero("alpha", "eps", "momentum");
    }

    @Override
    void update(ParamGroup group, Range range) {
        double alpha = group.get("alpha");
        double momentum = group.get("momentum");
        NdArray d = range.decayedGradients(group.get(ParamGroup.WEIGHT_DECAY));
        NdArray square = range.state("square_avg", 0);
        NdArray root = range.scratch(0);
        range.averageSquare(square, alpha, d);
        if (group.isSet("centered")) {
            NdArray average = range.state("grad_avg", 0);
            range.average(average, alpha, d);
            range.copy(square, root);
            range.add(root, -1, average, BinaryOp.MULTIPLY, average);
            square = root;
        }
        range.root(square, 1, group.get("eps"), root);
        if (momentum > 0) {
            NdArray buffer = range.state("momentum_buffer", 0);
            range.scale(momentum, buffer, buffer);
            range.add(buffer, 1, d, BinaryOp.DIVIDE, root);
            range.add(range.parameters(), -group.lr(), buffer);
        } else {
            range.add(range.parameters(), -group.lr(), d, BinaryOp.DIVIDE, root);
        }
    }

    /** Options of {@link RMSprop}; unless set, the learning rate is 0.01, alpha 0.99, eps 1e-8, and there is no momentum. */
    public static final class Options extends OptimizerOptions<Options> {
        private Options() {}

        /** What is kept of the averages in a step. */
        public Options alpha(double alpha) {
            return with("alpha", alpha);
        }

        /** Added to the root of the squares. */
        public Options eps(double eps) {
            return with("eps", eps);
        }

        /** What is kept of the buffer in a step. */
        public Options momentum(double momentum) {
            return with("momentum", momentum);
        }

        /** Whether the squares are those of the deviation from the average gradient. */
        public Options centered(boolean centered) {
            return with("centered", centered);
        }

        @Override
        Options self() {
            return this;
        }
    }
}
