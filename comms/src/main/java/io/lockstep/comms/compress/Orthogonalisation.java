package io.lockstep.comms.compress;

/**
 * Makes the columns of a tall matrix orthonormal by modified Gram-Schmidt, each projected twice (L. Giraud, J. Langou,
 * M. Rozložník, "The loss of orthogonality in the Gram-Schmidt orthogonalization process", 2005: twice is enough). Sums are
 * doubles in one order, so equal matrices give equal bits on all ranks. A column that depends on those before it, to
 * within the precision of floats, becomes zero.
 */
final class Orthogonalisation {
    private static final double DEPENDENT = 1e-6;

    private Orthogonalisation() {}

    /** The matrix of {@code rows} by {@code columns} elements lies row by row from {@code start}. */
    static void apply(float[] matrix, int start, int rows, int columns) {
        for (int column = 0; column < columns; column++) {
            double before = norm(matrix, start + column, rows, columns);
            for (int pass = 0; pass < 2; pass++) {
                for (int other = 0; other < column; other++) {
                    project(matrix, start + column, start + other, rows, columns);
                }
            }
            double norm = norm(matrix, start + column, rows, columns);
            // What is no number stays so: it must be seen.
            boolean isDependent = Double.isFinite(before) && norm <= DEPENDENT * before;
            double factor = isDependent ? 0 : 1 / norm;
            for (int i = 0, at = start + column; i < rows; i++, at += columns) {
                matrix[at] = (float) (matrix[at] * factor);
            }
        }
    }

    private static void project(float[] matrix, int column, int other, int rows, int stride) {
        double product = 0;
        for (int i = 0, at = 0; i < rows; i++, at += stride) {
            product += (double) matrix[column + at] * matrix[other + at];
        }
        for (int i = 0, at = 0; i < rows; i++, at += stride) {
            matrix[column + at] = (float) (matrix[column + at] - product * matrix[other + at]);
        }
    }

    private static double norm(float[] matrix, int column, int rows, int stride) {
        double squares = 0;
        for (int i = 0, at = column; i < rows; i++, at += stride) {
            squares += (double) matrix[at] * matrix[at];
        }
        return Math.sqrt(squares);
    }
}
