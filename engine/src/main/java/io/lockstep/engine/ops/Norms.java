package io.lockstep.engine.ops;

import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.Reduction;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.UnaryOp;
import io.lockstep.engine.backend.UnaryOp.Function;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;

/**
 * Vector norms (sum |x|^p)^(1/p); for p = 0 the number of elements that are not 0, for infinite p the largest |x|, or the
 * smallest for -infinity. The half precisions are computed in float32.
 */
public final class Norms {
    private Norms() {}

    /** The norm over {@code dims}, all if none is given. */
    public static Tensor norm(Tensor x, double p, int[] dims, boolean keepdim) {
        Tensor numbers = Spread.computable(Summation.requireFloating("norm", x));
        boolean[] marked = Dims.marked("norm", x.shape(), dims);
        if (Dims.count(x.shape(), marked) == 0 && (p < 0 || Double.isInfinite(p))) {
            throw new IllegalArgumentException(
                    "norm with p = " + p + " needs an element, but shape " + x.shape() + " has none");
        }
        Shape kept = Dims.kept(x.shape(), marked);
        Tensor y = compute(numbers.detach(), p, kept);
        Tensor recorded = y.computedBy(new Rule(numbers, y, p), numbers);
        Shape shape = keepdim ? kept : Dims.dropped(x.shape(), marked);
        return recorded.reshape(shape.toArray()).to(x.dtype());
    }

    private static Tensor compute(Tensor x, double p, Shape kept) {
        if (p == 2) {
            return unary(Function.SQRT, reduce(Reduction.SUM, unary(Function.SQUARE, x), kept));
        }
        Tensor sizes = unary(Function.ABS, x);
        if (Double.isInfinite(p)) {
            return reduce(p > 0 ? Reduction.MAX : Reduction.MIN, sizes, kept);
        }
        if (p == 0) {
            return reduce(Reduction.SUM, Kernels.isNonzero(x).to(x.dtype()), kept);
        }
        return p == 1 ? reduce(Reduction.SUM, sizes, kept) : power(reduce(Reduction.SUM, power(sizes, p), kept), 1 / p);
    }

    private static Tensor reduce(Reduction op, Tensor x, Shape kept) {
        Tensor y = x.device().empty(x.dtype(), kept);
        x.device().backend().reduce(op, x.array(), y.array());
        return y;
    }

    private static Tensor unary(Function function, Tensor x) {
        return Kernels.unary(UnaryOp.of(function), x);
    }

    private static Tensor power(Tensor x, double exponent) {
        return Kernels.unary(UnaryOp.of(Function.POWER, exponent), x);
    }

    /** y = |x|^q, recorded; dx = dy q x |x|^(q - 2). */
    private static Tensor sizePower(Tensor x, double q) {
        return power(unary(Function.ABS, x.detach()), q).computedBy(new SizePower(x, q), x);
    }

    private record SizePower(Tensor x, double q) implements Operation {
        @Override
        public String name() {
            return "norm";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            dx.give(0, dy.mul(x).mul(sizePower(x, q - 2)).mul(q));
        }
    }

    /**
     * dx = dy sign(x) (|x| / y)^(p - 1), and 0 where y is 0; for infinite p the elements of that size share it evenly.
     */
    private record Rule(Tensor x, Tensor y, double p) implements Operation {
        @Override
        public String name() {
            return "norm";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            if (p == 0) {
                dx.give(0, dy.device().zeros(dy.dtype(), x.shape()));
            } else if (Double.isInfinite(p)) {
                Tensor reached = Kernels.binary(BinaryOp.EQUAL, unary(Function.ABS, x.detach()), y.detach());
                Tensor shares = reached.to(x.dtype());
                Tensor count = reduce(Reduction.SUM, shares, y.shape());
                dx.give(0, signs().mul(shares).mul(dy).div(count));
            } else if (p == 1) {
                dx.give(0, signs().mul(dy));
            } else {
                dx.give(0, finite(dy));
            }
        }

        private Tensor signs() {
            return unary(Function.SIGN, x.detach());
        }

        private Tensor finite(Tensor dy) {
            Tensor positive = Kernels.binary(BinaryOp.NOT_EQUAL, y.detach(), Kernels.scalar(y, 0));
            if (p == 2) {
                return Kernels.masked(x.mul(dy.div(y)), positive);
            }
            Tensor isNonzero = Kernels.isNonzero(x.detach());
            Tensor powers = p < 2 ? Kernels.masked(sizePower(x, p - 2), isNonzero) : sizePower(x, p - 2);
            return Kernels.masked(x.mul(powers).mul(dy.div(sizePower(y, p - 1))), positive);
        }
    }
}
