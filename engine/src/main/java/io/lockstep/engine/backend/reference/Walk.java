package io.lockstep.engine.backend.reference;

import io.lockstep.engine.backend.Shape;

/** Visits the elements of arrays of one shape together, in row-major order of their indices. */
final class Walk {
    private final long[] sizes;
    private final long[] index;
    private final long[][] strides;
    private final long[] positions;
    private long left;

    /** Before the first element, to which {@link #next()} goes. An array whose size in a dimension is 1 repeats its elements along it. */
    Walk(Shape shape, Place... places) {
        sizes = shape.toArray();
        index = new long[sizes.length];
        strides = new long[places.length][];
        positions = new long[places.length];
        left = shape.numel();
        for (int a = 0; a < places.length; a++) {
            strides[a] = places[a].strides().clone();
            positions[a] = places[a].offset();
            for (int d = 0; d < sizes.length; d++) {
                if (places[a].shape().size(d) == 1) {
                    strides[a][d] = 0;
                }
            }
        }
        stepBack();
    }

    /** Goes to the next element; false after the last. */
    boolean next() {
        if (left == 0) {
            return false;
        }
        left--;
        for (int d = sizes.length - 1; d >= 0; d--) {
            index[d]++;
            move(d, 1);
            if (index[d] < sizes[d]) {
                return true;
            }
            index[d] = 0;
            move(d, -sizes[d]);
        }
        return true;
    }

    /** Position of the current element in the storage of an array. */
    long at(int array) {
        return positions[array];
    }

    private void stepBack() {
        if (sizes.length > 0) {
            index[sizes.length - 1] = -1;
            move(sizes.length - 1, -1);
        }
    }

    private void move(int dim, long steps) {
        for (int a = 0; a < positions.length; a++) {
            positions[a] += steps * strides[a][dim];
        }
    }
}
