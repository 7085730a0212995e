package io.lockstep.engine.autograd;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Reduction;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.UnaryOp;
import io.lockstep.engine.tensor.Node;
import io.lockstep.engine.tensor.Tensor;
import java.util.Arrays;

/** Finds the operation that made the first NaN of a backward pass. */
final class Anomaly {
    private static final UnaryOp IS_NAN = UnaryOp.of(UnaryOp.Function.IS_NAN);

    private Anomaly() {}

    static boolean hasNaN(Tensor gradient) {
        if (gradient.numel() == 0) {
            return false;
        }
        Tensor flags = gradient.device().empty(DType.BOOL, gradient.shape());
        gradient.device().backend().unary(IS_NAN, gradient.array(), flags.array());
        long[] ones = new long[gradient.dim()];
        Arrays.fill(ones, 1);
        NdArray any = gradient.device().empty(DType.BOOL, Shape.of(ones)).array();
        gradient.device().backend().reduce(Reduction.MAX, flags.array(), any);
        return any.contiguousBlock().read().get(0) != 0;
    }

    static ArithmeticException found(Node node, int input) {
        ArithmeticException found = new ArithmeticException("the gradient that " + node.name() + " gives to its input "
                + input + " has a NaN; the cause of this error is where " + node.name()
                + " was called, if anomaly mode was on then");
        found.initCause(node.recordedAt());
        return found;
    }
}
