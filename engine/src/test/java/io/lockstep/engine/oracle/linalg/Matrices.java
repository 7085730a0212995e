package io.lockstep.engine.oracle.linalg;

import io.lockstep.engine.backend.DType;
import java.util.Arrays;
import java.util.Random;

/** Batches of matrices with known properties, to decompose. */
final class Matrices {
    private static final int[][] BATCHES = {{}, {1}, {3}, {2, 3}, {0}};

    private final Random random;

    Matrices(Random random) {
        this.random = random;
    }

    long[] batch() {
        return Arrays.stream(BATCHES[random.nextInt(BATCHES.length)])
                .mapToLong(size -> size)
                .toArray();
    }

    /** Normal numbers. */
    HostTensor any(DType dtype, long[] batch, int rows, int columns) {
        return HostTensor.random(random, dtype, sizes(batch, rows, columns));
    }

    /** Far from singular: normal numbers with 3 added to the diagonal, and signs and rows mixed. */
    HostTensor regular(DType dtype, long[] batch, int n) {
        return each(dtype, batch, n, n, matrix -> {
            int shift = random.nextInt(Math.max(1, n));
            for (int i = 0; i < n; i++) {
                matrix[i * n + (i + shift) % n] += random.nextBoolean() ? 3 : -3;
            }
        });
    }

    /** B B^T + I. */
    HostTensor positive(DType dtype, long[] batch, int n) {
        return each(dtype, batch, n, n, matrix -> {
            double[] b = matrix.clone();
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    double sum = i == j ? 1 : 0;
                    for (int k = 0; k < n; k++) {
                        sum += b[i * n + k] * b[j * n + k];
                    }
                    matrix[i * n + j] = sum;
                }
            }
        });
    }

    /** With the last row a combination of the others, so that the rank is one less than full. */
    HostTensor singular(DType dtype, long[] batch, int n) {
        return each(dtype, batch, n, n, matrix -> {
            for (int j = 0; j < n; j++) {
                double sum = 0;
                for (int i = 0; i < n - 1; i++) {
                    matrix[i * n + j] = Math.rint(4 * matrix[i * n + j]);
                    sum += matrix[i * n + j];
                }
                matrix[(n - 1) * n + j] = sum;
            }
        });
    }

    /** Made from normal numbers by {@code change}. */
    private HostTensor each(DType dtype, long[] batch, int rows, int columns, Change change) {
        long[] sizes = sizes(batch, rows, columns);
        double[] values = new double[HostTensor.numel(sizes)];
        for (int i = 0; rows * columns > 0 && i < values.length; i += rows * columns) {
            double[] matrix = random.doubles((long) rows * columns, -1, 1).toArray();
            change.apply(matrix);
            System.arraycopy(matrix, 0, values, i, matrix.length);
        }
        return HostTensor.of(dtype, values, sizes);
    }

    static long[] sizes(long[] batch, long... last) {
        long[] sizes = Arrays.copyOf(batch, batch.length + last.length);
        System.arraycopy(last, 0, sizes, batch.length, last.length);
        return sizes;
    }

    private interface Change {
        void apply(double[] matrix);
    }
}
