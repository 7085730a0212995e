package io.lockstep.engine.ops.linalg;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.decomposition.lu.LUDecompositionAlt_DDRM;
import org.ejml.dense.row.linsol.lu.LinearSolverLu_DDRM;

/** A square matrix as P L U, by Gaussian elimination with partial pivoting. */
final class Factorization {
    private final int size;
    private final LUDecompositionAlt_DDRM lu = new LUDecompositionAlt_DDRM();
    private final LinearSolverLu_DDRM solver = new LinearSolverLu_DDRM(lu);

    Factorization(DMatrixRMaj matrix) {
        size = matrix.numRows;
        if (size > 0) {
            solver.setA(matrix);
        }
    }

    /** The first pivot that is 0, from 1 as in PyTorch's messages; 0 if there is none. */
    int firstZeroPivot() {
        for (int i = 0; i < size; i++) {
            if (pivot(i) == 0) {
                return i + 1;
            }
        }
        return 0;
    }

    double determinant() {
        double product = size == 0 ? 1 : parity();
        for (int i = 0; i < size; i++) {
            product *= pivot(i);
        }
        return product;
    }

    /** Sign of the determinant, 0 if it is 0. */
    double sign() {
        double sign = size == 0 ? 1 : parity();
        for (int i = 0; i < size; i++) {
            sign *= Math.signum(pivot(i));
        }
        return sign;
    }

    /** Natural logarithm of the determinant's absolute value. */
    double logAbsoluteDeterminant() {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += Math.log(Math.abs(pivot(i)));
        }
        return sum;
    }

    /** The matrix whose product with the factorized one is {@code right}. */
    DMatrixRMaj solve(DMatrixRMaj right) {
        DMatrixRMaj solution = new DMatrixRMaj(right.numRows, right.numCols);
        if (solution.getNumElements() > 0) {
            solver.solve(right, solution);
        }
        return solution;
    }

    private double pivot(int i) {
        return lu.getLU().unsafe_get(i, i);
    }

    /** 1 for an even permutation of rows, -1 for an odd one. */
    private double parity() {
        int[] order = lu.getPivot().clone();
        double parity = 1;
        for (int i = 0; i < size; i++) {
            while (order[i] != i) {
                int other = order[i];
                order[i] = order[other];
                order[other] = other;
                parity = -parity;
            }
        }
        return parity;
    }
}
