package io.lockstep.engine.ops;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;
import java.util.Arrays;

/** Sums over one or all dimensions, and the index of the largest element. */
public final class Summation {
    private Summation() {}

    /** y = sum of all elements, a scalar; dx = dy everywhere. */
    public static Tensor sum(Tensor x) {
        long[] ones = new long[x.dim()];
        Arrays.fill(ones, 1);
        return reduce(x, Shape.of(ones), Shape.SCALAR);
    }

    /** y = sum over dimension {@code dim}, which keeps size 1 with {@code keepdim} and else vanishes. */
    public static Tensor sum(Tensor x, int dim, boolean keepdim) {
        int index = x.shape().index(dim);
        long[] kept = x.shape().toArray();
        kept[index] = 1;
        long[] dropped = new long[kept.length - 1];
        System.arraycopy(kept, 0, dropped, 0, index);
        System.arraycopy(kept, index + 1, dropped, index, dropped.length - index);
        return reduce(x, Shape.of(kept), keepdim ? Shape.of(kept) : Shape.of(dropped));
    }

    /** Index (int64 [N]) of the first largest element of each row of x [N, C]. */
    public static Tensor argmax(Tensor x) {
        if (x.dim() != 2) {
            throw new IllegalArgumentException("argmax expects rows [N, C] but got " + x.shape());
        }
        Tensor y = x.device().empty(DType.INT64, Shape.of(x.size(0)));
        x.device().backend().argExtreme(true, 1, x.array(), y.reshape(-1, 1).array());
        return y;
    }

    /** The sum over the dimensions that have size 1 in {@code kept}, seen in the shape {@code result}. */
    static Tensor reduce(Tensor x, Shape kept, Shape result) {
        Tensor sum = x.device().empty(x.dtype(), kept);
        x.device().backend().sum(x.array(), sum.array());
        return new Tensor(x.device(), sum.array().view(result, result.contiguousStrides(), 0))
                .computedBy(new Sum(x.shape(), kept), x);
    }

    private record Sum(Shape x, Shape kept) implements Operation {
        @Override
        public String name() {
            return "sum";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            Tensor wide = dy.reshape(kept.toArray());
            dy.device().backend().copy(Broadcasting.expand(wide.array(), x), dx.into(0));
        }

        @Override
        public void differentiableBackward(Tensor dy, Gradients dx) {
            Tensor wide = dy.reshape(kept.toArray());
            Tensor repeated = dy.device().empty(dy.dtype(), x);
            dy.device().backend().copy(Broadcasting.expand(wide.array(), x), repeated.array());
            dx.give(0, repeated.computedBy(new Repeat(kept), wide));
        }
    }

    /** Elements repeated along the dimensions that have size 1 in {@code kept}; their gradients add up. */
    private record Repeat(Shape kept) implements Operation {
        @Override
        public String name() {
            return "expand";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            dx.give(0, reduce(dy, kept, kept));
        }
    }
}
