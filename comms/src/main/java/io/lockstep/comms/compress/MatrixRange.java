package io.lockstep.comms.compress;

/**
 * A matrix in a buffer of gradients, row by row.
 *
 * @param offset the element at which it starts
 */
public record MatrixRange(int offset, int rows, int columns) {
    int elements() {
        return rows * columns;
    }

    int end() {
        return offset + elements();
    }
}
