package io.lockstep.engine.training.metric;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Tensor;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Class indices in host memory, checked. */
final class Labels {
    /** No class is ignored; the lowest number, so that every index that users think of is told from it. */
    static final long NONE_IGNORED = Long.MIN_VALUE;

    private Labels() {}

    /** The elements of a tensor of class indices, in row-major order. */
    static long[] values(Tensor tensor) {
        long[] values = new long[Math.toIntExact(tensor.numel())];
        if (values.length > 0) {
            Tensor host = tensor.detach().to(DType.INT64).cpu().contiguous();
            host.contents().order(ByteOrder.nativeOrder()).asLongBuffer().get(values);
        }
        return values;
    }

    /**
     * The classes that a network decided for, in the shape of the targets: the largest of scores [N, C, d1, ..] along
     * dimension 1, or class indices themselves.
     */
    static long[] decided(String metric, Tensor predictions, Tensor targets, long classes) {
        if (predictions.dtype().isFloating()) {
            requireScores(metric, predictions, targets);
            requireClasses(metric, predictions, classes);
            return predictions.numel() == 0
                    ? new long[0]
                    : values(predictions.detach().argmax(1));
        }
        requireIndices(metric, targets);
        if (!predictions.shape().equals(targets.shape())) {
            throw new IllegalArgumentException(metric + " expects class indices in the shape of the targets "
                    + targets.shape() + ", or floating scores [N, C, ..], but got predictions " + predictions.dtype()
                    + predictions.shape());
        }
        long[] decided = values(predictions);
        requireRange(metric, "prediction", decided, classes, NONE_IGNORED);
        return decided;
    }

    /** Requires scores [N, C, d1, ..] and targets [N, d1, ..]. */
    static void requireScores(String metric, Tensor scores, Tensor targets) {
        requireIndices(metric, targets);
        boolean fits = scores.dtype().isFloating() && scores.dim() >= 2 && scores.dim() == targets.dim() + 1;
        if (!fits || !withoutClasses(scores.shape()).equals(targets.shape())) {
            throw new IllegalArgumentException(
                    metric + " expects floating scores [N, C, ..] and targets [N, ..], but got " + scores.dtype()
                            + scores.shape() + " and " + targets.dtype() + targets.shape());
        }
    }

    /** Requires each index to be of a class or the ignored one. */
    static void requireRange(String metric, String what, long[] indices, long classes, long ignoreIndex) {
        for (int i = 0; i < indices.length; i++) {
            if (indices[i] != ignoreIndex && (indices[i] < 0 || indices[i] >= classes)) {
                throw new IndexOutOfBoundsException(
                        metric + " of " + classes + " classes got " + what + " " + indices[i] + " at position " + i
                                + "; classes count from 0, and an ignoreIndex is told to the metric");
            }
        }
    }

    private static void requireIndices(String metric, Tensor targets) {
        if (targets.dtype().isFloating()) {
            throw new IllegalArgumentException(metric + " expects class indices as targets, but got " + targets.dtype()
                    + targets.shape() + "; take argmax(1) of probabilities");
        }
    }

    private static void requireClasses(String metric, Tensor scores, long classes) {
        if (scores.size(1) != classes) {
            throw new IllegalArgumentException(metric + " of " + classes + " classes expects scores [N, " + classes
                    + ", ..], but got " + scores.shape() + "; make it for as many classes as the network has");
        }
    }

    private static Shape withoutClasses(Shape scores) {
        long[] sizes = scores.toArray();
        long[] others = Arrays.copyOf(sizes, sizes.length - 1);
        System.arraycopy(sizes, 2, others, 1, sizes.length - 2);
        return Shape.of(others);
    }
}
