package io.lockstep.engine.ops;

import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Reduction;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Sums, products and extremes of all elements along a dimension up to each one; sums and products of integers are int64. */
public final class Cumulation {
    private Cumulation() {}

    /** y_i = x_0 + .. + x_i; dx_i = dy_i + .. + dy_n. */
    public static Tensor cumsum(Tensor x, int dim) {
        int d = Dims.index(x.shape(), dim);
        Tensor numbers = x.dtype().isFloating() ? x : x.to(DType.INT64);
        return scan(Reduction.SUM, numbers, d).computedBy(new Cumsum(d), numbers);
    }

    /** y_i = x_0 .. x_i. */
    public static Tensor cumprod(Tensor x, int dim) {
        int d = Dims.index(x.shape(), dim);
        Tensor numbers = x.dtype().isFloating() ? x : x.to(DType.INT64);
        Tensor y = scan(Reduction.PRODUCT, numbers, d);
        return y.computedBy(new Cumprod(numbers, y, d), numbers);
    }

    /** The largest or smallest elements so far and their last places. */
    public static ValuesAndIndices cumulativeExtreme(boolean largest, Tensor x, int dim) {
        String name = largest ? "cummax" : "cummin";
        int d = Dims.index(x.shape(), dim);
        Tensor extremes = scan(largest ? Reduction.MAX : Reduction.MIN, x, d);
        Tensor reached = Kernels.binary(BinaryOp.EQUAL, x.detach(), extremes);
        if (x.dtype().isFloating()) {
            reached = Kernels.binary(BinaryOp.LOGICAL_OR, reached, Kernels.isNaN(x.detach()));
        }
        Tensor place = Runs.places(x, d);
        Tensor indices = scan(Reduction.MAX, Kernels.where(reached, place, Kernels.scalar(place, 0)), d);
        return new ValuesAndIndices(Gathering.take(name, x, d, indices), indices);
    }

    /** The differences of neighbours along {@code dim}, taken {@code n} times. */
    public static Tensor diff(Tensor x, int n, int dim) {
        int d = x.shape().index(dim);
        if (n < 0) {
            throw new IllegalArgumentException("diff is taken 0 times or more, but got " + n);
        }
        Tensor y = x;
        for (int i = 0; i < n && y.size(d) > 0; i++) {
            long left = y.size(d) - 1;
            y = Slicing.narrow(y, d, 1, left).sub(Slicing.narrow(y, d, 0, left));
        }
        return y;
    }

    private static Tensor scan(Reduction op, Tensor x, int dim) {
        Tensor y = x.device().empty(x.dtype(), x.shape());
        if (x.numel() > 0) {
            x.device().backend().scan(op, dim, x.array(), y.array());
        }
        return y;
    }

    /** y_i = x_i + .. + x_n. */
    private static Tensor fromEnd(Tensor x, int dim) {
        return x.dim() == 0 ? x : Rearranging.flip(cumsum(Rearranging.flip(x, dim), dim), dim);
    }

    private record Cumsum(int dim) implements Operation {
        @Override
        public String name() {
            return "cumsum";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            dx.give(0, fromEnd(dy, dim));
        }
    }

    /**
     * dx_k = sum over i >= k of dy_i times the product of all x_0 .. x_i but x_k. Without zeros that is the sum of the dy_i
     * y_i, divided by x_k; with zeros it takes a product of its own for each k.
     */
    private record Cumprod(Tensor x, Tensor y, int dim) implements Operation {
        @Override
        public String name() {
            return "cumprod";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            if (x.dim() == 0) {
                dx.give(0, dy);
            } else if (!Counting.hasZero(x)) {
                dx.give(0, fromEnd(dy.mul(y), dim).div(x));
            } else {
                dx.give(0, byPlace(dy));
            }
        }

        private Tensor byPlace(Tensor dy) {
            long size = x.size(dim);
            List<Tensor> parts = new ArrayList<>();
            for (long k = 0; k < size; k++) {
                Tensor weighted = Slicing.narrow(dy, dim, k, 1);
                if (k + 1 < size) {
                    Tensor later = cumprod(Slicing.narrow(x, dim, k + 1, size - k - 1), dim);
                    Tensor rest = Slicing.narrow(dy, dim, k + 1, size - k - 1).mul(later);
                    weighted = weighted.add(Summation.sum(rest, new int[] {dim}, true));
                }
                parts.add(k == 0 ? weighted : weighted.mul(Slicing.narrow(y, dim, k - 1, 1)));
            }
            return Joining.cat(dim, parts);
        }
    }
}
