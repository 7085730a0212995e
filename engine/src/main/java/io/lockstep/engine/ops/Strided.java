package io.lockstep.engine.ops;

import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;

/** Elements of a tensor by their strides in its row-major order, each named once: reading them, and putting others in their places. */
public final class Strided {
    private Strided() {}

    /** Which elements: those at offset + i0 strides[0] + i1 strides[1] + ... of the row-major order. */
    public record Geometry(Shape shape, long[] strides, long offset) {
        NdArray of(NdArray contiguous) {
            return contiguous.view(shape, strides, contiguous.offset() + offset);
        }
    }

    /** The elements in a tensor of their own; their gradient is put among zeros. */
    static Tensor gather(Tensor x, Geometry geometry) {
        Tensor y = x.device().empty(x.dtype(), geometry.shape());
        x.device().backend().copy(geometry.of(x.contiguous().array()), y.array());
        return y.computedBy(new Gather(x.shape(), geometry), x);
    }

    /** A copy of x in which {@code source} has taken the places of the elements. */
    public static Tensor scatter(Tensor x, Tensor source, Geometry geometry) {
        Tensor y = x.device().empty(x.dtype(), x.shape());
        x.device().backend().copy(x.array(), y.array());
        x.device().backend().copy(source.array(), geometry.of(y.array()));
        return y.computedBy(new Scatter(geometry), x, source);
    }

    private record Gather(Shape x, Geometry geometry) implements Operation {
        @Override
        public String name() {
            return "stridedGather";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            dx.give(0, scatter(dy.device().zeros(dy.dtype(), x), dy, geometry));
        }
    }

    /** Of the changed elements, x has no part. */
    record Scatter(Geometry geometry) implements Operation {
        @Override
        public String name() {
            return "stridedScatter";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            if (dx.wanted(0)) {
                dx.give(0, scatter(dy, dy.device().zeros(dy.dtype(), geometry.shape()), geometry));
            }
            if (dx.wanted(1)) {
                dx.give(1, gather(dy, geometry));
            }
        }
    }
}
