package io.lockstep.engine.optim.optimizer;

import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.tensor.Tensor;

/**
 * Adagrad (Duchi, Hazan and Singer 2011), as PyTorch's {@code torch.optim.Adagrad}; t counts the steps from 1:
 *
 * <pre>
 *   d   = gradient + weightDecay * parameter
 *   sum = sum + d^2                                         (at first: initialAccumulator)
 *   parameter -= lr / (1 + (t - 1) * lrDecay) * d / (sqrt(sum) + eps)
 * </pre>
 */
public final class Adagrad extends Optimizer {
    public Adagrad(Iterable<Tensor> parameters) {
        this(parameters, options());
    }

    public Adagrad(Iterable<Tensor> parameters, double lr) {
        this(parameters, options().lr(lr));
    }

    public Adagrad(Iterable<Tensor> parameters, Options options) {
        super(
                parameters,
                new Options()
                        .withCommonDefaults(0.01, 0)
                        .lrDecay(0)
                        .initialAccumulator(0)
                        .eps(1e-10),
                options);
    }

    /** Options of which none is set. */
    public static Options options() {
        return new Options();
    }

    @Override
    void check(ParamGroup group) {
        group.requireAtLeastZero("lrDecay", "initialAccumulator", "eps");
    }

    @Override
    void update(ParamGroup group, Range range) {
        NdArray d = range.decayedGradients(group.get(ParamGroup.WEIGHT_DECAY));
        NdArray sum = range.state("sum", group.get("initialAccumulator"));
        NdArray root = range.scratch(0);
        double lr = group.lr() / (1 + (double) (range.steps() - 1) * group.get("lrDecay"));
        range.add(sum, 1, d, BinaryOp.MULTIPLY, d);
        range.root(sum, 1, group.get("eps"), root);
        range.add(range.parameters(), -lr, d, BinaryOp.DIVIDE, root);
    }

    /** Options of {@link Adagrad}; unless set, the learning rate is 0.01, eps 1e-10, and all others are 0. */
    public static final class Options extends OptimizerOptions<Options> {
        private Options() {}

        /** How fast the learning rate falls with the number of steps. */
        public Options lrDecay(double lrDecay) {
            return with("lrDecay", lrDecay);
        }

        /** What the sum of squares starts from. */
        public Options initialAccumulator(double initialAccumulator) {
            return with("initialAccumulator", initialAccumulator);
        }

        /** Added to the root of the squares. */
        public Options eps(double eps) {
            return with("eps", eps);
        }

        @Override
        Options self() {
            return this;
        }
    }
}
