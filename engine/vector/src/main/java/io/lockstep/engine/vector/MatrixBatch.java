package io.lockstep.engine.vector;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/**
 * Matrices of one size in one memory, each row-major. A cache line lies between one and the next: without it the same
 * elements of many of them would fall into one set of the processor's cache and drive each other out.
 *
 * @param elements of all matrices
 * @param rows of each matrix
 * @param columns of each matrix
 */
public record MatrixBatch(FloatBuffer elements, int rows, int columns) {
    private static final int GAP = 16;

    /** @param memory in native byte order, from its first byte on */
    public MatrixBatch(ByteBuffer memory, int rows, int columns) {
        this(memory.asFloatBuffer(), rows, columns);
    }

    /** Floats between the first elements of neighbouring matrices. */
    public static int stride(int rows, int columns) {
        return rows * columns + GAP;
    }

    /** Bytes of memory that {@code count} matrices take. */
    public static long bytes(int count, int rows, int columns) {
        return (long) count * stride(rows, columns) * Float.BYTES;
    }

    int stride() {
        return stride(rows, columns);
    }

    /**
     * Copies whole rows of every matrix.
     *
     * @param target of each matrix [count, columns], {@link Staging#stride} apart
     */
    void readRows(int matrices, int first, int count, float[] target) {
        int length = count * columns;
        for (int matrix = 0; matrix < matrices; matrix++) {
            elements.get(matrix * stride() + first * columns, target, matrix * Staging.stride(length), length);
        }
    }

    /**
     * Overwrites whole rows of every matrix.
     *
     * @param source of each matrix [count, columns], {@link Staging#stride} apart
     */
    void writeRows(int matrices, int first, int count, float[] source) {
        int length = count * columns;
        for (int matrix = 0; matrix < matrices; matrix++) {
            elements.put(matrix * stride() + first * columns, source, matrix * Staging.stride(length), length);
        }
    }

    /** Zeros in the rows of every matrix from {@code first} on. */
    void clearRows(int matrices, int first) {
        for (int matrix = 0; matrix < matrices; matrix++) {
            for (int i = first * columns; i < rows * columns; i++) {
                elements.put(matrix * stride() + i, 0);
            }
        }
    }
}
