package io.lockstep.cuda.kernel;

import java.util.Arrays;

/**
 * Arrays seen line by line along one dimension: the lines are those of the first array, and the others have as many. A scalar is
 * one line of one element.
 *
 * @param starts a loop over the first elements of all lines
 * @param length elements of a line of the first array
 * @param steps elements between neighbours of a line, for each array
 */
record Lines(Loop starts, long length, long[] steps) {
    /** @param dim not negative */
    static Lines along(int dim, Placement... arrays) {
        Placement[] starts = new Placement[arrays.length];
        long[] steps = new long[arrays.length];
        long[] sizes = arrays[0].sizes().clone();
        long length = 1;
        if (sizes.length > 0) {
            length = sizes[dim];
            sizes[dim] = 1;
        }
        for (int a = 0; a < arrays.length; a++) {
            Placement array = arrays[a];
            steps[a] = sizes.length == 0 ? 0 : array.strides()[dim];
            starts[a] = new Placement(array.array(), array.address(), sizes, array.strides());
        }
        return new Lines(Loop.over(starts), length, steps);
    }

    /** How many. */
    long count() {
        return starts.count();
    }

    /** Lanes for the lines of the first array. */
    Sharing sharing() {
        return Sharing.of(count(), length, steps[0], starts.innermostStride(0));
    }

    @Override
    public String toString() {
        return count() + " lines of " + length + " elements, " + Arrays.toString(steps) + " apart";
    }
}
