package io.lockstep.engine.backend.reference;

import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;

/**
 * Visits arrays line by line along one dimension. The lines are those of the first array, and the others have as many;
 * where another has size 1 in a dimension it repeats its line. A scalar is one line of one element.
 */
final class Lines {
    private final Walk walk;
    private final long length;
    private final long[] steps;

    Lines(int dim, NdArray... arrays) {
        Place[] starts = new Place[arrays.length];
        steps = new long[arrays.length];
        for (int a = 0; a < arrays.length; a++) {
            NdArray array = arrays[a];
            boolean scalar = array.shape().dim() == 0;
            steps[a] = scalar ? 0 : array.stride(dim);
            starts[a] = scalar ? new Place(array) : start(array, dim);
        }
        length = arrays[0].shape().dim() == 0 ? 1 : arrays[0].shape().size(dim);
        walk = new Walk(starts[0].shape(), starts);
    }

    /** The first elements of all lines. */
    private static Place start(NdArray array, int dim) {
        long[] sizes = array.shape().toArray();
        sizes[dim] = 1;
        return new Place(Shape.of(sizes), array.strides(), array.offset());
    }

    /** Goes to the next line; false after the last. */
    boolean next() {
        return walk.next();
    }

    /** Elements of a line of the first array. */
    long length() {
        return length;
    }

    /** Position of element {@code i} of the current line in the storage of an array. */
    long at(int array, long i) {
        return walk.at(array) + i * steps[array];
    }
}
