package io.lockstep.engine.ops;

import io.lockstep.engine.backend.Shape;
import java.util.Arrays;

/** Which dimensions an operation goes along; a scalar may be given as one dimension of one element, as in PyTorch. */
final class Dims {
    private Dims() {}

    /** The dimension meant by {@code dim}, 0 for a scalar. */
    static int index(Shape shape, int dim) {
        return shape.dim() == 0 && (dim == 0 || dim == -1) ? 0 : shape.index(dim);
    }

    /** Marks the dimensions meant by {@code dims}, all if none is given. */
    static boolean[] marked(String operation, Shape shape, int... dims) {
        boolean[] marked = new boolean[shape.dim()];
        Arrays.fill(marked, dims.length == 0);
        for (int dim : dims) {
            int index = index(shape, dim);
            if (index < marked.length) {
                if (marked[index]) {
                    throw new IllegalArgumentException(operation + " expects each dimension once but got "
                            + Arrays.toString(dims) + " for shape " + shape);
                }
                marked[index] = true;
            }
        }
        return marked;
    }

    /** The shape in which the marked dimensions have size 1. */
    static Shape kept(Shape shape, boolean[] marked) {
        long[] sizes = shape.toArray();
        for (int d = 0; d < sizes.length; d++) {
            sizes[d] = marked[d] ? 1 : sizes[d];
        }
        return Shape.of(sizes);
    }

    /** The shape without the marked dimensions. */
    static Shape dropped(Shape shape, boolean[] marked) {
        long[] sizes = new long[shape.dim()];
        int count = 0;
        for (int d = 0; d < sizes.length; d++) {
            if (!marked[d]) {
                sizes[count++] = shape.size(d);
            }
        }
        return Shape.of(Arrays.copyOf(sizes, count));
    }

    /** Elements of the marked dimensions together. */
    static long count(Shape shape, boolean[] marked) {
        long count = 1;
        for (int d = 0; d < marked.length; d++) {
            count *= marked[d] ? shape.size(d) : 1;
        }
        return count;
    }

    /** The same shape with another size of dimension {@code dim}; a scalar stays one. */
    static Shape with(Shape shape, int dim, long size) {
        long[] sizes = shape.toArray();
        if (sizes.length > 0) {
            sizes[dim] = size;
        }
        return Shape.of(sizes);
    }

    /** Size of dimension {@code dim}, 1 for a scalar. */
    static long size(Shape shape, int dim) {
        return shape.dim() == 0 ? 1 : shape.size(dim);
    }

    static void requireElements(String operation, Shape shape, int dim) {
        if (size(shape, dim) == 0) {
            throw new IndexOutOfBoundsException(operation + " needs an element to choose, but dimension " + dim
                    + " of shape " + shape + " has size 0");
        }
    }
}
