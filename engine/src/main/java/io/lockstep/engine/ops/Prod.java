package io.lockstep.engine.ops;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Reduction;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;

/** Products of elements; of whole numbers and truth values in int64. */
public final class Prod {
    private Prod() {}

    /** y = product of all elements, a scalar. */
    public static Tensor prod(Tensor x) {
        return prod(x.reshape(x.numel()), 0, false);
    }

    /** y = product along {@code dim}, which keeps size 1 with {@code keepdim} and else vanishes. */
    public static Tensor prod(Tensor x, int dim, boolean keepdim) {
        int d = Dims.index(x.shape(), dim);
        Tensor numbers = x.dtype().isFloating() ? x : x.to(DType.INT64);
        Shape kept = Dims.with(x.shape(), d, 1);
        Tensor product = x.device().empty(numbers.dtype(), kept);
        x.device().backend().reduce(Reduction.PRODUCT, numbers.array(), product.array());
        Tensor y = product.computedBy(new Rule(numbers, product, d), numbers);
        return keepdim || x.dim() == 0 ? y : UnitDims.squeeze(y, d);
    }

    /**
     * dx_k = dy times the product of all but x_k. Without zeros that is y / x_k; else the product of all before k, times that
     * of all after it.
     */
    private record Rule(Tensor x, Tensor y, int dim) implements Operation {
        @Override
        public String name() {
            return "prod";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            if (x.dim() == 0) {
                dx.give(0, dy);
            } else if (!Counting.hasZero(x)) {
                dx.give(0, dy.mul(y).div(x));
            } else {
                Tensor after = Rearranging.flip(before(Rearranging.flip(x, dim)), dim);
                dx.give(0, before(x).mul(after).mul(dy));
            }
        }

        private Tensor before(Tensor factors) {
            Tensor one = factors.device().ones(factors.dtype(), y.shape());
            Tensor earlier = Slicing.narrow(factors, dim, 0, factors.size(dim) - 1);
            return Joining.cat(dim, one, Cumulation.cumprod(earlier, dim));
        }
    }
}
