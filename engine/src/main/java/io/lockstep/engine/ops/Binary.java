package io.lockstep.engine.ops;

import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;

/** The backward half of a pointwise operation whose gradients follow from its two operands. */
record Binary(String name, Tensor a, Tensor b, Partial da, Partial db) implements Operation {
    /** The gradient of one operand, in the shape of the result. */
    interface Partial {
        Tensor of(Tensor dy, Tensor a, Tensor b);
    }

    @Override
    public void backward(Tensor dy, Gradients dx) {
        if (dx.wanted(0)) {
            giveBack(dx, 0, da.of(dy, a, b), a.shape());
        }
        if (dx.wanted(1)) {
            giveBack(dx, 1, db.of(dy, a, b), b.shape());
        }
    }

    /** Gives a gradient, if wanted, to an operand of shape {@code shape}, which may have been repeated. */
    static void giveBack(Gradients dx, int index, Tensor gradient, Shape shape) {
        if (dx.wanted(index)) {
            dx.give(index, Broadcasting.sumTo(gradient, shape));
        }
    }
}
