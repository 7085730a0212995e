package io.lockstep.engine.ops;

import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.UnaryOp;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;

/**
 * Variance and standard deviation: sum (x - mean)^2 / (n - correction), where a correction of 1 gives the unbiased
 * estimate. The half precisions are computed in float32.
 */
public final class Spread {
    private Spread() {}

    /** The variance over {@code dims}, all if none is given. */
    public static Tensor var(Tensor x, int[] dims, double correction, boolean keepdim) {
        return variance("var", x, dims, correction, keepdim).to(x.dtype());
    }

    /** The standard deviation over {@code dims}, all if none is given. */
    public static Tensor std(Tensor x, int[] dims, double correction, boolean keepdim) {
        return root(variance("std", x, dims, correction, keepdim)).to(x.dtype());
    }

    private static Tensor variance(String name, Tensor x, int[] dims, double correction, boolean keepdim) {
        Tensor numbers = computable(Summation.requireFloating(name, x));
        long count = Dims.count(x.shape(), Dims.marked(name, x.shape(), dims));
        Tensor distance = numbers.sub(Summation.mean(numbers, dims, true));
        return Summation.sum(distance.mul(distance), dims, keepdim).div(Math.max(0, count - correction));
    }

    /** x in a type in which sums of its squares are exact enough. */
    static Tensor computable(Tensor x) {
        return x.dtype() == DType.FLOAT64 ? x : x.to(DType.FLOAT32);
    }

    /** y = sqrt(x), where a root of 0 passes no gradient on: dx = dy / (2 y). */
    private static Tensor root(Tensor x) {
        Tensor y = Kernels.unary(UnaryOp.of(UnaryOp.Function.SQRT), x);
        return y.computedBy(new Root(y), x);
    }

    private record Root(Tensor y) implements Operation {
        @Override
        public String name() {
            return "std";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            Tensor positive = Kernels.binary(BinaryOp.NOT_EQUAL, y.detach(), Kernels.scalar(y, 0));
            dx.give(0, Kernels.masked(dy.div(y.mul(2)), positive));
        }
    }
}
