package io.lockstep.engine.ops;

import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;

/** A tensor seen in a larger shape, where dimensions of size 1 and new ones before the first repeat; no element is copied. */
public final class Expansion {
    private Expansion() {}

    /** y [shape] repeats x; dx = dy summed over what was repeated. */
    public static Tensor apply(Tensor x, Shape shape) {
        if (x.shape().equals(shape)) {
            return x;
        }
        if (!Broadcasting.shape("expand", x.shape(), shape).equals(shape)) {
            throw new IllegalArgumentException("expand of shape " + x.shape() + " to " + shape
                    + " expects the same sizes, save where there is a 1 to repeat");
        }
        return new Tensor(x.device(), Broadcasting.expand(x.array(), shape))
                .viewOf(x)
                .computedBy(new Expand(x.shape()), x);
    }

    /** The shape of two batches of matrices seen as one, as {@code operation} says in its error. */
    public static Shape together(String operation, Shape a, Shape b) {
        return Broadcasting.shape(operation, a, b);
    }

    private record Expand(Shape x) implements Operation {
        @Override
        public String name() {
            return "expand";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            int added = dy.dim() - x.dim();
            Tensor sum = dy;
            for (int d = 0; d < dy.dim(); d++) {
                if (d < added || (x.size(d - added) == 1 && dy.size(d) != 1)) {
                    sum = sum.sum(d, true);
                }
            }
            dx.give(0, sum.reshape(x.toArray()));
        }
    }
}
