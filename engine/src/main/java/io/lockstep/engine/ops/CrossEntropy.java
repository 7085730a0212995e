package io.lockstep.engine.ops;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;

/**
 * Cross entropy of softmax(logits) with class labels, one loss per sample; with smoothing s (Szegedy et al. 2016) the
 * target is (1 - s) on the label plus s / C everywhere. dlogits = (softmax - target) dloss. Logits in bfloat16 are converted, and the losses are float32.
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
        Tensor scores = logits.dtype() == DType.BFLOAT16 ? logits.to(DType.FLOAT32) : logits;
        Tensor losses = logits.device().empty(scores.dtype(), Shape.of(logits.size(0)));
        Tensor probabilities = logits.device().empty(scores.dtype(), logits.shape());
        logits.device()
                .backend()
                .crossEntropy(scores.array(), labels.array(), labelSmoothing, losses.array(), probabilities.array());
        return losses.computedBy(new Rule(probabilities, labels, labelSmoothing), scores);
    }

    private record Rule(Tensor probabilities, Tensor labels, double labelSmoothing) implements Operation {
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
    }
}
