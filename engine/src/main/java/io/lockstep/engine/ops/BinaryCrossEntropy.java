package io.lockstep.engine.ops;

import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Cross entropy of a probability with a target, y = -(t ln x + (1 - t) ln(1 - x)), element by element. As in PyTorch the
 * logarithms are not below -100, so that wrong certainty costs 100 and not infinity, and dx = dy (x - t) / (x (1 - x)) divides
 * by no less than 1e-12.
 */
public final class BinaryCrossEntropy {
    private static final double LEAST_LOGARITHM = -100;
    /** PyTorch has it in single precision. */
    private static final double LEAST_DIVISOR = 1e-12f;

    private BinaryCrossEntropy() {}

    /**
     * Losses of x, probabilities from 0 to 1, and targets of the same shape.
     *
     * @throws IllegalArgumentException if shapes differ or an x is no probability
     */
    public static Tensor apply(Tensor x, Tensor target) {
        if (!x.shape().equals(target.shape()) || !x.dtype().isFloating() || x.dtype() != target.dtype()) {
            throw new IllegalArgumentException(
                    "binaryCrossEntropy expects floating tensors of one shape and type but got " + x.dtype() + x.shape()
                            + " and " + target.dtype() + target.shape());
        }
        for (double each : x.toDoubleArray()) {
            if (!(each >= 0 && each <= 1)) {
                throw new IllegalArgumentException("binaryCrossEntropy expects probabilities from 0 to 1 but got "
                        + each + "; give logits to BCEWithLogitsLoss");
            }
        }
        Tensor values = x.detach();
        Tensor goals = target.detach();
        Tensor off = values.neg().log1p().clampMin(LEAST_LOGARITHM);
        Tensor on = values.log().clampMin(LEAST_LOGARITHM);
        Tensor y = goals.sub(1).mul(off).sub(goals.mul(on));
        return y.computedBy(new Rule(x, target), x, target);
    }

    /**
     * Losses of logits x, y = (1 - t) x - (1 + (p - 1) t) ln sigmoid(x), and targets of the same shape; without overflow.
     * dx = dy ((p t + 1 - t) sigmoid(x) - p t), dt = dy (ln sigmoid(-x) - p ln sigmoid(x)).
     *
     * @param posWeight factor p of what positive targets cost, broadcast; null for 1, and without a gradient
     * @throws IllegalArgumentException if shapes differ
     */
    public static Tensor withLogits(Tensor x, Tensor target, @Nullable Tensor posWeight) {
        if (!x.shape().equals(target.shape())) {
            throw new IllegalArgumentException(
                    "binaryCrossEntropyWithLogits expects input and target of one shape but got " + x.shape() + " and "
                            + target.shape());
        }
        Tensor values = x.detach();
        Tensor goals = target.detach();
        Tensor logarithm = values.logSigmoid();
        if (posWeight != null) {
            logarithm = logarithm.mul(posWeight.detach().sub(1).mul(goals).add(1));
        }
        Tensor y = goals.rsub(1).mul(values).sub(logarithm);
        return y.computedBy(new LogitsRule(x, target, posWeight), x, target);
    }

    private record LogitsRule(
            Tensor x, Tensor target, @Nullable Tensor posWeight) implements Operation {
        @Override
        public String name() {
            return "binaryCrossEntropyWithLogits";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            if (dx.wanted(0)) {
                dx.give(0, dy.mul(slope()));
            }
            if (dx.wanted(1)) {
                Tensor weight = posWeight;
                dx.give(
                        1,
                        weight == null
                                ? dy.mul(x.neg())
                                : dy.mul(x.neg().logSigmoid().sub(x.logSigmoid().mul(weight.detach()))));
            }
        }

        private Tensor slope() {
            if (posWeight == null) {
                return x.sigmoid().sub(target);
            }
            Tensor positive = target.mul(posWeight.detach());
            return positive.add(1).sub(target).mul(x.sigmoid()).sub(positive);
        }
    }

    private record Rule(Tensor x, Tensor target) implements Operation {
        @Override
        public String name() {
            return "binaryCrossEntropy";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            if (dx.wanted(0)) {
                Tensor divisor = x.rsub(1).mul(x).clampMin(LEAST_DIVISOR);
                dx.give(0, dy.mul(x.sub(target)).div(divisor));
            }
            if (dx.wanted(1)) {
                dx.give(1, dy.mul(x.neg().log1p().sub(x.log())));
            }
        }
    }
}
