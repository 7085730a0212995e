package io.lockstep.comms.compress;

import java.util.List;

/**
 * What a compression must know of the buffer it serves.
 *
 * @param elements the floats in it
 * @param matrices those that are a matrix together, in rising order without overlap; only {@link Method#POWERSGD} asks
 * @param rank this worker's number
 */
public record BufferLayout(int elements, List<MatrixRange> matrices, int rank, int worldSize) {
    public BufferLayout {
        int end = 0;
        for (MatrixRange matrix : matrices) {
            if (matrix.offset() < end || matrix.end() > elements) {
                throw new IllegalArgumentException("the matrices of a buffer of " + elements
                        + " elements must lie in it in rising order without overlap, but there is " + matrix
                        + " after element " + end);
            }
            end = matrix.end();
        }
        matrices = List.copyOf(matrices);
    }
}
