package io.lockstep.engine.ops;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Reduction;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;

/**
 * Cross entropy of softmax(logits) with class labels, one loss per sample; with smoothing s (Szegedy et al. 2016) the
 * target is (1 - s) on the label plus s / C everywhere. dlogits = (softmax - target) dloss. Logits of a half
 * precision are converted, and the losses are float32.
 */
public final class CrossEntropy {
    private CrossEntropy() {}

    /**
     * Losses [N] of logits [N, C] and labels [N] (int64, 0 to C - 1).
     *
     * @throws IllegalArgumentException if shapes or types do not fit
     */
    public static Tensor apply(Tensor logits, Tensor labels, double labelSmoothing) {
        if (logits.dim() != 2 || labels.dim() != 1 || labels.size(0) != logits.size(0)) {
            throw new IllegalArgumentException("crossEntropy expects logits [N, C] and labels [N] but got "
                    + logits.shape() + " and " + labels.shape());
        }
        if (labels.dtype() != DType.INT64 || !logits.dtype().isFloating()) {
            throw new IllegalArgumentException("crossEntropy expects floating logits and int64 labels but got "
                    + logits.dtype() + " and " + labels.dtype());
        }
        Tensor scores = Precision.loss(logits);
        Tensor losses = logits.device().empty(scores.dtype(), Shape.of(logits.size(0)));
        Tensor probabilities = logits.device().empty(scores.dtype(), logits.shape());
        logits.device()
                .backend()
                .crossEntropy(scores.array(), labels.array(), labelSmoothing, losses.array(), probabilities.array());
        return losses.computedBy(new Rule(scores, probabilities, labels, labelSmoothing), scores);
    }

    private record Rule(Tensor scores, Tensor probabilities, Tensor labels, double labelSmoothing)
            implements Operation {
        @Override
        public String name() {
            return "crossEntropy";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            dy.device()
                    .backend()
                    .crossEntropyBackward(
                            probabilities.array(), labels.array(), labelSmoothing, dy.array(), dx.into(0));
        }

        /** The probabilities depend on the logits, so they are computed anew, on the tape. */
        @Override
        public void differentiableBackward(Tensor dy, Gradients dx) {
            Tensor powers = scores.sub(largest()).exp();
            Tensor softmax = powers.div(powers.sum(1, true));
            dx.give(0, softmax.sub(target()).mul(dy.reshape(-1, 1)));
        }

        /** The largest logit of each row, [N, 1], which makes no difference but keeps powers finite. */
        private Tensor largest() {
            Tensor largest = scores.device().empty(scores.dtype(), Shape.of(scores.size(0), 1));
            scores.device().backend().reduce(Reduction.MAX, scores.array(), largest.array());
            return largest;
        }

        private Tensor target() {
            double everywhere = labelSmoothing / scores.size(1);
            Tensor target = scores.device().full(scores.dtype(), scores.shape(), everywhere);
            Shape column = Shape.of(scores.size(0), 1);
            Tensor onLabel = scores.device().full(scores.dtype(), column, 1 - labelSmoothing + everywhere);
            NdArray index = labels.reshape(-1, 1).array();
            scores.device().backend().scatter(null, 1, index, onLabel.array(), target.array());
            return target;
        }
    }
}
