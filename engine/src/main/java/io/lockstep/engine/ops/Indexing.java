package io.lockstep.engine.ops;

import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;
import java.util.Arrays;

/** Looks up rows of a table. */
public final class Indexing {
    private Indexing() {}

    /** The rows of {@code weight} [V, D] at {@code indices} (int64 or int32) [..]: a tensor [.., D]. */
    public static Tensor embedding(Tensor weight, Tensor indices) {
        Tensor rows = checked(weight, indices);
        return shaped(Rows.take("embedding", weight, 0, rows.reshape(rows.numel())), indices, weight);
    }

    /**
     * As {@link #embedding(Tensor, Tensor)}; the row {@code paddingIdx}, which may count from the end, gets no gradient.
     */
    public static Tensor embedding(Tensor weight, Tensor indices, long paddingIdx) {
        Tensor rows = checked(weight, indices);
        Tensor flat = rows.reshape(rows.numel(), 1);
        long padding = Slicing.wrapped("embedding", paddingIdx, 0, weight.size(0));
        Tensor learns = Kernels.binary(BinaryOp.NOT_EQUAL, flat, Kernels.scalar(flat, (double) padding));
        Tensor index = UnitDims.expand(flat, Shape.of(rows.numel(), weight.size(1)));
        Tensor found = Gathering.take("embedding", weight.detach(), 0, index)
                .computedBy(new Lookup(index, learns, weight.shape()), weight);
        return shaped(found, indices, weight);
    }

    private static Tensor checked(Tensor weight, Tensor indices) {
        if (weight.dim() != 2) {
            throw new IllegalArgumentException("embedding expects a weight [V, D] but got " + weight.shape());
        }
        return IndexValues.checked("embedding", indices, 0, weight.size(0), false);
    }

    private static Tensor shaped(Tensor rows, Tensor indices, Tensor weight) {
        long[] sizes = Arrays.copyOf(indices.shape().toArray(), indices.dim() + 1);
        sizes[indices.dim()] = weight.size(1);
        return rows.reshape(sizes);
    }

    private record Lookup(Tensor index, Tensor learns, Shape weight) implements Operation {
        @Override
        public String name() {
            return "embedding";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            Tensor zeros = dy.device().zeros(dy.dtype(), weight);
            dx.give(0, Gathering.add("embedding", zeros, 0, index, Kernels.masked(dy, learns)));
        }
    }
}
