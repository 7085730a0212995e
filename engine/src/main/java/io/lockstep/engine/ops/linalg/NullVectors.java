package io.lockstep.engine.ops.linalg;

import java.util.Arrays;
import java.util.Comparator;
import org.ejml.data.Complex_F64;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/**
 * Vectors that A - l I takes to zero: the right singular vectors of its smallest singular values. For a complex l they are
 * those of the real matrix [[A - Re l, Im l], [-Im l, A - Re l]], of which each complex vector is two.
 */
final class NullVectors {
    /** What share of a matrix's norm is rounding. */
    static final double TOLERANCE = 1e-9;

    /** Which part of a vector must be new for it to count as independent of those before. */
    private static final double INDEPENDENT = 0.1;

    private NullVectors() {}

    /**
     * As many vectors as A has rows, real and imaginary parts. The first are orthogonal; where there are fewer null vectors
     * than that (as many as A has such eigenvalues, unless it is defective) the last one is repeated.
     */
    static double[][][] of(DMatrixRMaj a, Complex_F64 value) {
        int n = a.numRows;
        int size = value.imaginary == 0 ? n : 2 * n;
        SingularValueDecomposition_F64<DMatrixRMaj> svd = DecompositionFactory_DDRM.svd(size, size, false, true, false);
        svd.decompose(shifted(a, value, size));
        DMatrixRMaj rows = svd.getV(null, true);
        double[] s = svd.getSingularValues();
        Integer[] ascending = new Integer[size];
        Arrays.setAll(ascending, i -> i);
        Arrays.sort(ascending, Comparator.comparingDouble(i -> s[i]));
        double rounding = TOLERANCE * s[ascending[size - 1]];
        double[][][] vectors = new double[n][][];
        int found = 0;
        for (int i : ascending) {
            if (found < n && (found == 0 || s[i] <= rounding)) {
                double[] real = Arrays.copyOfRange(rows.data, i * size, i * size + n);
                double[] imag = Arrays.copyOf(Arrays.copyOfRange(rows.data, i * size + n, (i + 1) * size), n);
                if (orthogonalise(real, imag, vectors, found) > INDEPENDENT) {
                    vectors[found++] = Eigenpairs.normalised(real, imag);
                }
            }
        }
        Arrays.fill(vectors, found, n, vectors[found - 1]);
        return vectors;
    }

    private static DMatrixRMaj shifted(DMatrixRMaj a, Complex_F64 value, int size) {
        int n = a.numRows;
        DMatrixRMaj shifted = new DMatrixRMaj(size, size);
        for (int first = 0; first < size; first += n) {
            CommonOps_DDRM.insert(a, shifted, first, first);
        }
        for (int i = 0; i < size; i++) {
            shifted.add(i, i, -value.real);
        }
        for (int i = n; i < size; i++) {
            shifted.unsafe_set(i - n, i, value.imaginary);
            shifted.unsafe_set(i, i - n, -value.imaginary);
        }
        return shifted;
    }

    /** Takes the parts along the vectors before away, and returns the length of what is left. */
    private static double orthogonalise(double[] real, double[] imag, double[][][] vectors, int count) {
        for (int v = 0; v < count; v++) {
            double[] otherReal = vectors[v][0];
            double[] otherImag = vectors[v][1];
            double alongReal = 0;
            double alongImag = 0;
            for (int i = 0; i < real.length; i++) {
                alongReal += otherReal[i] * real[i] + otherImag[i] * imag[i];
                alongImag += otherReal[i] * imag[i] - otherImag[i] * real[i];
            }
            for (int i = 0; i < real.length; i++) {
                real[i] -= alongReal * otherReal[i] - alongImag * otherImag[i];
                imag[i] -= alongReal * otherImag[i] + alongImag * otherReal[i];
            }
        }
        double square = 0;
        for (int i = 0; i < real.length; i++) {
            square += real[i] * real[i] + imag[i] * imag[i];
        }
        return Math.sqrt(square);
    }
}
