package io.lockstep.engine.optim.optimizer;

import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.tensor.Tensor;

/**
 * Layer-wise adaptive moments for large batches (You et al. 2020, "Large Batch Optimization for Deep Learning: Training BERT
 * in 76 minutes", section 3.2, algorithm 2, with the identity as its function phi); t counts the steps from 1, and w is one
 * parameter tensor:
 *
 * <pre>
 *   m  = beta1 * m + (1 - beta1) * gradient
 *   v  = beta2 * v + (1 - beta2) * gradient^2
 *   u  = m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + eps) + weightDecay * w
 *   w -= lr * |w| / |u| * u
 * </pre>
 *
 * The quotient of norms is 1 where one of them is 0, and in groups that are not adaptive. As its norms are those of layers,
 * a range that holds several parameters is not what it is made for.
 */
public final class LAMB extends Optimizer {
    public LAMB(Iterable<Tensor> parameters) {
        this(parameters, options());
    }

    public LAMB(Iterable<Tensor> parameters, double lr) {
        this(parameters, options().lr(lr));
    }

    public LAMB(Iterable<Tensor> parameters, Options options) {
        super(
                parameters,
                new Options()
                        .withCommonDefaults(1e-3, 0)
                        .betas(0.9, 0.999)
                        .eps(1e-6)
                        .adaptive(true),
                options);
    }

    /** Options of which none is set. */
    public static Options options() {
        return new Options();
    }

    @Override
    void check(ParamGroup group) {
        group.requireAtLeastZero("eps");
        group.requireBelowOne("beta1", "beta2");
    }

    @Override
    void update(ParamGroup group, Range range) {
        double beta1 = group.get("beta1");
        double beta2 = group.get("beta2");
        NdArray average = range.state("exp_avg", 0);
        NdArray square = range.state("exp_avg_sq", 0);
        NdArray root = range.scratch(0);
        NdArray u = range.scratch(1);
        range.average(average, beta1, range.gradients());
        range.averageSquare(square, beta2, range.gradients());
        range.root(square, Math.sqrt(1 - Math.pow(beta2, (double) range.steps())), group.get("eps"), root);
        range.scale(1 / (1 - Math.pow(beta1, (double) range.steps())), average, u);
        range.binary(BinaryOp.DIVIDE, u, root, u);
        range.add(u, group.get(ParamGroup.WEIGHT_DECAY), range.parameters());
        double trust = group.isSet("adaptive") ? trust(range, u) : 1;
        range.add(range.parameters(), -group.lr() * trust, u);
    }

    private static double trust(Range range, NdArray u) {
        double weights = range.norm(range.parameters());
        double updates = range.norm(u);
        return weights == 0 || updates == 0 ? 1 : weights / updates;
    }

    /** Options of {@link LAMB}; unless set, the learning rate is 0.001, betas are 0.9 and 0.999, eps 1e-6. */
    public static final class Options extends OptimizerOptions<Options> {
        private Options() {}

        /** What is kept of the averages of the gradient and of its square in a step. */
        public Options betas(double beta1, double beta2) {
            return with("beta1", beta1).with("beta2", beta2);
        }

        /** Added to the root of the squares. */
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
