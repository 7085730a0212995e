package io.lockstep.engine.ops;

import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;

/** The one place where views are made: tensors that show elements of another one without copying them. */
final class View {
    private View() {}

    /**
     * The elements of {@code base} that lie at {@code offset} plus multiples of the strides.
     *
     * @param offset position of the first element in the storage, in elements
     * @param rule turns the gradient of the view into that of the base, its only input
     */
    static Tensor of(Tensor base, Shape shape, long[] strides, long offset, Operation rule) {
        // A view without elements may begin behind the last one of the storage.
        long start = shape.numel() == 0 ? base.array().offset() : offset;
        Tensor view = new Tensor(base.device(), base.array().view(shape, strides, start));
        return view.viewOf(base).computedBy(rule, base);
    }
}
