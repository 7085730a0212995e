package io.lockstep.engine.ops;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;
import java.util.Arrays;

/** Sums and means. Whole numbers and truth values are summed in int64, as in PyTorch. */
public final class Summation {
    private Summation() {}

    /** y = sum of all elements, a scalar; dx = dy everywhere. */
    public static Tensor sum(Tensor x) {
        long[] ones = new long[x.dim()];
        Arrays.fill(ones, 1);
        return reduce(summable(x), Shape.of(ones), Shape.SCALAR);
    }

    /**
     * y = sum over the dimensions {@code dims}, all if none is given, which keep size 1 with {@code keepdim} and else
     * vanish.
     */
    public static Tensor sum(Tensor x, int[] dims, boolean keepdim) {
        boolean[] marked = Dims.marked("sum", x.shape(), dims);
        Shape kept = Dims.kept(x.shape(), marked);
        return reduce(summable(x), kept, keepdim ? kept : Dims.dropped(x.shape(), marked));
    }

    /** As {@link #sum(Tensor, int[], boolean)} of the elements that are not NaN. */
    public static Tensor nansum(Tensor x, int[] dims, boolean keepdim) {
        return sum(x.dtype().isFloating() ? numbers(x) : x, dims, keepdim);
    }

    /** y = mean over the dimensions {@code dims}, all if none is given; NaN for no elements. */
    public static Tensor mean(Tensor x, int[] dims, boolean keepdim) {
        long count = Dims.count(x.shape(), Dims.marked("mean", x.shape(), dims));
        return sum(requireFloating("mean", x), dims, keepdim).div((double) count);
    }

    /** As {@link #mean(Tensor, int[], boolean)} of the elements that are not NaN. */
    public static Tensor nanmean(Tensor x, int[] dims, boolean keepdim) {
        Tensor counted = Kernels.not(Kernels.isNaN(requireFloating("nanmean", x)));
        return nansum(x, dims, keepdim).div(sum(counted, dims, keepdim).to(x.dtype()));
    }

    static Tensor requireFloating(String operation, Tensor x) {
        if (!x.dtype().isFloating()) {
            throw new IllegalArgumentException(
                    operation + " expects a floating tensor but got " + x.dtype() + "; convert it with to(FLOAT32)");
        }
        return x;
    }

    private static Tensor numbers(Tensor x) {
        return Kernels.masked(x, Kernels.not(Kernels.isNaN(x)));
    }

    private static Tensor summable(Tensor x) {
        return x.dtype().isFloating() ? x : x.to(DType.INT64);
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
            dx.give(0, UnitDims.expand(dy.reshape(kept.toArray()), x));
        }
    }
}
