package io.lockstep.engine.nn.loss;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Targets that are class indices, and what losses of log-probabilities make of them: one loss w_y l_y for each target y that
 * is not ignored, and the weights that their mean divides by.
 */
final class ClassIndices {
    private final Tensor safe;
    private final @Nullable Tensor ignored;

    private ClassIndices(Tensor safe, @Nullable Tensor ignored) {
        this.safe = safe;
        this.ignored = ignored;
    }

    /**
     * @param operation for messages
     * @param input [N, C, d1, ..], or one sample [C]
     * @param target int64 [N, d1, ..], or a scalar
     * @throws IllegalArgumentException if shapes or types do not fit
     * @throws IndexOutOfBoundsException if a target is no class and not ignored
     */
    static ClassIndices of(String operation, Tensor input, Tensor target, long ignoreIndex) {
        requireShapes(operation, input, target);
        long classes = input.size(input.dim() == 1 ? 0 : 1);
        boolean ignores = false;
        for (double each : target.toDoubleArray()) {
            boolean isIgnored = each == ignoreIndex;
            ignores |= isIgnored;
            if (!isIgnored && !(each >= 0 && each < classes)) {
                throw new IndexOutOfBoundsException(operation + " of " + classes + " classes got target " + (long) each
                        + "; use 0 to " + (classes - 1) + ", or " + ignoreIndex + " for targets to ignore");
            }
        }
        if (!ignores) {
            return new ClassIndices(target, null);
        }
        Tensor ignored = target.eq(ignoreIndex);
        return new ClassIndices(target.maskedFill(ignored, 0), ignored);
    }

    boolean hasIgnored() {
        return ignored != null;
    }

    /** Zero in the place of losses [N, d1, ..] of ignored targets. */
    Tensor withoutIgnored(Tensor losses) {
        return ignored == null ? losses : losses.maskedFill(ignored, 0);
    }

    /** -w_y l_y for log-probabilities l of the input's shape. */
    Tensor losses(Tensor logProbabilities, @Nullable Tensor weight) {
        int dim = logProbabilities.dim() == 1 ? 0 : 1;
        Tensor losses =
                logProbabilities.gather(dim, safe.unsqueeze(dim)).squeeze(dim).neg();
        return withoutIgnored(weight == null ? losses : losses.mul(weights(weight)));
    }

    /** What a mean divides by: the sum of the targets' weights, or their number. */
    Tensor divisor(Tensor like, @Nullable Tensor weight) {
        Tensor weights = weight == null ? like.device().ones(like.dtype(), safe.shape()) : weights(weight);
        return withoutIgnored(weights).sum();
    }

    private Tensor weights(Tensor weight) {
        return weight.indexSelect(0, safe.reshape(-1)).reshape(safe.shape().toArray());
    }

    private static void requireShapes(String operation, Tensor input, Tensor target) {
        boolean fits = input.dim() >= 1 && target.dim() == Math.max(0, input.dim() - 1);
        for (int d = 0; fits && d < target.dim(); d++) {
            fits = target.size(d) == input.size(d == 0 ? 0 : d + 1);
        }
        if (!fits || target.dtype() != DType.INT64 || !input.dtype().isFloating()) {
            throw new IllegalArgumentException(operation
                    + " expects floating input [N, C, ..] and int64 targets [N, ..],"
                    + " or [C] and a scalar, but got " + input.dtype() + input.shape() + " and " + target.dtype()
                    + target.shape());
        }
    }

    static void requireWeights(String operation, Tensor input, @Nullable Tensor weight) {
        long classes = input.size(input.dim() == 1 ? 0 : 1);
        if (weight != null && (weight.dim() != 1 || weight.size(0) != classes || weight.dtype() != input.dtype())) {
            throw new IllegalArgumentException(operation + " of " + input.dtype() + " with " + classes
                    + " classes expects a weight for each class but got " + weight.dtype() + weight.shape());
        }
    }
}
