package io.lockstep.engine.ops;

import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.UnaryOp;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;

/** ln sum e^x, without overflow: the largest x of each sum is taken out of it. */
public final class LogSumExp {
    private LogSumExp() {}

    /** y = ln sum e^x over {@code dims}, all if none is given; dx = dy e^(x - y). */
    public static Tensor logsumexp(Tensor x, int[] dims, boolean keepdim) {
        Tensor numbers = x.dtype().isFloating() ? x : x.to(DType.FLOAT32);
        boolean[] marked = Dims.marked("logsumexp", x.shape(), dims);
        Shape kept = Dims.kept(x.shape(), marked);
        Tensor y = compute(numbers.detach(), dims, Dims.count(x.shape(), marked), kept);
        Tensor recorded = y.computedBy(new Rule(numbers, y), numbers);
        return keepdim
                ? recorded
                : recorded.reshape(Dims.dropped(x.shape(), marked).toArray());
    }

    private static Tensor compute(Tensor x, int[] dims, long count, Shape kept) {
        if (count == 0) {
            return x.device().full(x.dtype(), kept, Double.NEGATIVE_INFINITY);
        }
        Tensor largest = Extremes.extreme(true, x, dims, true);
        Tensor isInfinite = Kernels.unary(UnaryOp.of(UnaryOp.Function.IS_INFINITE), largest);
        Tensor taken = Kernels.where(isInfinite, Kernels.scalar(x, 0), largest);
        Tensor sum =
                Summation.reduce(Kernels.unary(UnaryOp.EXP, Kernels.binary(BinaryOp.SUBTRACT, x, taken)), kept, kept);
        return Kernels.binary(BinaryOp.ADD, Kernels.unary(UnaryOp.LOG, sum), taken);
    }

    private record Rule(Tensor x, Tensor y) implements Operation {
        @Override
        public String name() {
            return "logsumexp";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            dx.give(0, dy.reshape(y.shape().toArray()).mul(x.sub(y).exp()));
        }
    }
}
