package io.lockstep.engine.ops;

import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Tensor;

/** NumPy's rule: shapes are aligned at the last dimension, and a dimension of size 1 is repeated. */
public final class Broadcasting {
    private Broadcasting() {}

    /** The shape of both together, as {@code operation} says in its error. */
    public static Shape shape(String operation, Shape a, Shape b) {
        if (a.equals(b)) {
            return a;
        }
        int dims = Math.max(a.dim(), b.dim());
        long[] sizes = new long[dims];
        for (int d = 0; d < dims; d++) {
            long sizeA = aligned(a, d, dims);
            long sizeB = aligned(b, d, dims);
            if (sizeA != sizeB && sizeA != 1 && sizeB != 1) {
                throw new IllegalArgumentException(operation + " cannot broadcast shapes " + a + " and " + b
                        + ": sizes " + sizeA + " and " + sizeB + " of dimension " + d + " differ and neither is 1");
            }
            sizes[d] = sizeA == 1 ? sizeB : sizeA;
        }
        return Shape.of(sizes);
    }

    /** The same elements seen in a larger shape, with strides of 0 where they repeat. */
    static NdArray expand(NdArray array, Shape shape) {
        if (array.shape().equals(shape)) {
            return array;
        }
        long[] strides = new long[shape.dim()];
        int added = shape.dim() - array.shape().dim();
        for (int d = added; d < strides.length; d++) {
            strides[d] = array.shape().size(d - added) == 1 ? 0 : array.stride(d - added);
        }
        return array.view(shape, strides, array.offset());
    }

    /** Sums a gradient over the dimensions in which {@code shape} was repeated. */
    static Tensor sumTo(Tensor gradient, Shape shape) {
        if (gradient.shape().equals(shape)) {
            return gradient;
        }
        int dims = gradient.dim();
        long[] kept = new long[dims];
        for (int d = 0; d < dims; d++) {
            kept[d] = aligned(shape, d, dims);
        }
        return Summation.reduce(gradient, Shape.of(kept), shape);
    }

    private static long aligned(Shape shape, int dim, int dims) {
        int own = dim - (dims - shape.dim());
        return own < 0 ? 1 : shape.size(own);
    }
}
