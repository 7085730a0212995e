package io.lockstep.engine.optim.optimizer;

import io.lockstep.engine.tensor.Tensor;

/**
 * Adam with weight decay apart from the gradient (Loshchilov and Hutter 2019, algorithm 2), as PyTorch's
 * {@code torch.optim.AdamW}: first
 *
 * <pre>
 *   parameter -= lr * weightDecay * parameter
 * </pre>
 *
 * and then what {@link Adam} does without weight decay.
 */
public final class AdamW extends Optimizer {
    public AdamW(Iterable<Tensor> parameters) {
        this(parameters, options());
    }

    public AdamW(Iterable<Tensor> parameters, double lr) {
        this(parameters, options().lr(lr));
    }

    public AdamW(Iterable<Tensor> parameters, Options options) {
        super(
                parameters,
                new Options()
                        .withCommonDefaults(1e-3, 0.01)
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
        AdamUpdate.update(group, range, true);
    }

    /** Options of {@link AdamW}; unless set, the learning rate is 0.001, betas are 0.9 and 0.999, eps 1e-8, the weight decay 0.01. */
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
