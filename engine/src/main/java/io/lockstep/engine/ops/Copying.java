package io.lockstep.engine.ops;

import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;

/** Copies, through which gradients flow. */
public final class Copying {
    private Copying() {}

    /** y = x in memory of its own, contiguous. */
    public static Tensor copy(Tensor x) {
        Tensor y = x.device().empty(x.dtype(), x.shape());
        x.device().backend().copy(x.array(), y.array());
        return y.computedBy(new Copy(), x);
    }

    /** x on another device; x itself if it lives there. */
    public static Tensor to(Tensor x, Device device) {
        if (x.device() == device) {
            return x;
        }
        Tensor y = device.empty(x.dtype(), x.shape());
        if (x.numel() > 0) {
            y.overwrite(x.contents());
        }
        return y.computedBy(new ToDevice(x.device()), x);
    }

    /** x seen in a larger shape, in which elements repeat. */
    static Tensor expand(Tensor x, Shape shape) {
        return new Tensor(x.device(), Broadcasting.expand(x.array(), shape)).computedBy(new Expand(x.shape()), x);
    }

    private record Copy() implements Operation {
        @Override
        public String name() {
            return "clone";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            dx.give(0, dy);
        }
    }

    private record ToDevice(Device from) implements Operation {
        @Override
        public String name() {
            return "to";
        }

        @Override
        public boolean crossesDevices() {
            return true;
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            dx.give(0, dy.to(from));
        }
    }

    private record Expand(Shape x) implements Operation {
        @Override
        public String name() {
            return "expand";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            dx.give(0, Broadcasting.sumTo(dy, x));
        }
    }
}
