package io.lockstep.engine.optim.optimizer;

import io.lockstep.engine.tensor.Tensor;

/**
 * Adam (Kingma and Ba 2015, algorithm 1), as PyTorch's {@code torch.optim.Adam}; t counts the steps from 1:
 *
 * <pre>
 *   d = gradient + weightDecay * parameter
 *   m = beta1 * m + (1 - beta1) * d
 *   v = beta2 * v + (1 - beta2) * d^2
 *   parameter -= lr / (1 - beta1^t) * m / (sqrt(v) / sqrt(1 - beta2^t) + eps)
 * </pre>
 *
 * With {@code amsgrad} the largest v so far takes the place of v in the last line (Reddi et al. 2018, algorithm 2).
 */
public final class Adam extends Optimizer {
    public Adam(Iterable<Tensor> parameters) {
        this(parameters, options());
    }

    public Adam(Iterable<Tensor> parameters, double lr) {
        this(parameters, options().lr(lr));
    }

    public Adam(Iterable<Tensor> parameters, Options options) {
        super(
                parameters,
                new Options()
                        .withCommonDefaults(1e-3, 0)
                        .betas(0.9, 0.999)
                        .eps(1e-8)
                        .amsgrad(false),
                options);
    }

    /** Options of which none is set. */
    public static Options options() {
        return new Options();
    }

    @Override
    void check(ParamGroup group) {
        AdamUpdate.check(group);
    }

    @Override
    void update(ParamGroup group, Range range) {
        AdamUpdate.update(group, range, false);
    }

    /** Options of {@link Adam}; unless set, the learning rate is 0.001, betas are 0.9 and 0.999, eps 1e-8. */
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

        /** Whether the largest average of squares so far counts. */
        public Options amsgrad(boolean amsgrad) {
            return with("amsgrad", amsgrad);
        }

        @Override
        Options self() {
            return this;
        }
    }
}
