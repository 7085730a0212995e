package io.lockstep.engine.ops;

import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;
import java.util.function.UnaryOperator;

/**
 * Rule of an operation that takes a part of x, each element at most once: dx is dy in that part and 0 elsewhere.
 *
 * @param part the operation itself, for any tensor of x's shape
 */
record Part(String name, Shape x, UnaryOperator<Tensor> part) implements Operation {
    @Override
    public void backward(Tensor dy, Gradients dx) {
        Tensor whole = dy.device().zeros(dy.dtype(), x);
        dy.device().backend().copy(dy.array(), part.apply(whole).array());
        dx.give(0, whole.computedBy(new Placed(name, part), dy));
    }

    /** Rule of putting a part into zeros, which is that of taking it turned round. */
    private record Placed(String name, UnaryOperator<Tensor> part) implements Operation {
        @Override
        public void backward(Tensor dy, Gradients dx) {
            dx.give(0, part.apply(dy));
        }
    }
}
