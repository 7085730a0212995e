package io.lockstep.engine.tensor;

import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;

/**
 * The history of a view whose base was changed in place: elements of the base as it is now. Their gradient is put among
 * zeros in the places of the view.
 */
final class ViewOfChanged implements Operation {
    private final Shape shape;
    private final long[] strides;
    private final long offset;
    private final Shape base;

    ViewOfChanged(NdArray view, NdArray base) {
        this.shape = view.shape();
        this.strides = view.strides();
        this.offset = view.offset() - base.offset();
        this.base = base.shape();
    }

    @Override
    public String name() {
        return "asStrided";
    }

    @Override
    public void backward(Tensor dy, Gradients dx) {
        dx.give(0, dy.device().zeros(dy.dtype(), base).stridedScatter(dy, shape, strides, offset));
    }
}
