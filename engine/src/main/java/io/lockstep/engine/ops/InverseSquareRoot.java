package io.lockstep.engine.ops;

import io.lockstep.engine.backend.UnaryOp;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;

/** y = x^(-1/2), what normalisations multiply by; dx = -dy y^3 / 2. */
final class InverseSquareRoot {
    private InverseSquareRoot() {}

    static Tensor apply(Tensor x) {
        Tensor y = x.device().empty(x.dtype(), x.shape());
        x.device().backend().unary(UnaryOp.of(UnaryOp.Function.RSQRT), x.array(), y.array());
        return y.computedBy(new Rule(y), x);
    }

    private record Rule(Tensor y) implements Operation {
        @Override
        public String name() {
            return "rsqrt";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            dx.give(0, dy.mul(y).mul(y).mul(y).mul(-0.5));
        }
    }
}
