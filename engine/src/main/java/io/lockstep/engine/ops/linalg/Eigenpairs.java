package io.lockstep.engine.ops.linalg;

import java.util.Arrays;
import org.ejml.data.Complex_F64;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.NormOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * Eigenvalues and eigenvectors of one real matrix on the host. EJML gives the eigenvectors of single real eigenvalues; those
 * of a complex or multiple l are the null vectors of A - l I.
 */
final class Eigenpairs {
    private final int size;
    private final double[] valuesReal;
    private final double[] valuesImag;
    private final DMatrixRMaj vectorsReal;
    private final DMatrixRMaj vectorsImag;
    private int found;

    private Eigenpairs(int size) {
        this.size = size;
        valuesReal = new double[size];
        valuesImag = new double[size];
        vectorsReal = new DMatrixRMaj(size, size);
        vectorsImag = new DMatrixRMaj(size, size);
    }

    static Eigenpairs of(HostMatrices matrices, int index) {
        DMatrixRMaj a = matrices.get(index);
        int n = a.numRows;
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(n, true, false);
        if (!eigen.decompose(a.copy())) {
            throw matrices.fault(index, "the iteration did not converge; the matrix is ill-conditioned");
        }
        double rounding = NullVectors.TOLERANCE * NormOps_DDRM.normF(a);
        Eigenpairs pairs = new Eigenpairs(n);
        for (int i = 0; i < n; i++) {
            Complex_F64 value = eigen.getEigenvalue(i);
            DMatrixRMaj vector = eigen.getEigenVector(i);
            boolean single = equal(eigen, value, n, rounding) == 1;
            if (value.imaginary == 0 && single && vector != null) {
                pairs.add(value.real, 0, normalised(vector.data.clone(), new double[n]));
            } else if (value.imaginary >= 0) {
                // Those of equal eigenvalues must be independent, which EJML's are not.
                double[][] nullVector = NullVectors.of(a, value)[equal(eigen, value, i, rounding)];
                pairs.add(value.real, value.imaginary, nullVector);
                if (value.imaginary > 0) {
                    pairs.add(value.real, -value.imaginary, conjugate(nullVector));
                }
            }
        }
        return pairs;
    }

    /** How many of the first {@code count} eigenvalues are this one but for rounding. */
    private static int equal(EigenDecomposition_F64<DMatrixRMaj> eigen, Complex_F64 value, int count, double rounding) {
        int equal = 0;
        for (int i = 0; i < count; i++) {
            Complex_F64 other = eigen.getEigenvalue(i);
            double distance = Math.hypot(other.real - value.real, other.imaginary - value.imaginary);
            equal += distance <= rounding ? 1 : 0;
        }
        return equal;
    }

    double[] valuesReal() {
        return valuesReal;
    }

    double[] valuesImag() {
        return valuesImag;
    }

    DMatrixRMaj vectorsReal() {
        return vectorsReal;
    }

    DMatrixRMaj vectorsImag() {
        return vectorsImag;
    }

    private void add(double real, double imag, double[][] vector) {
        valuesReal[found] = real;
        valuesImag[found] = imag;
        for (int i = 0; i < size; i++) {
            vectorsReal.unsafe_set(i, found, vector[0][i]);
            vectorsImag.unsafe_set(i, found, vector[1][i]);
        }
        found++;
    }

    private static double[][] conjugate(double[][] vector) {
        double[] imag = new double[vector[1].length];
        Arrays.setAll(imag, i -> -vector[1][i]);
        return new double[][] {vector[0], imag};
    }

    /** Of length 1, and turned so that the largest element is real, as LAPACK does; a real vector keeps its sign. */
    static double[][] normalised(double[] real, double[] imag) {
        double square = 0;
        double largest = 0;
        int at = 0;
        boolean isReal = true;
        for (int i = 0; i < real.length; i++) {
            double each = real[i] * real[i] + imag[i] * imag[i];
            square += each;
            isReal &= imag[i] == 0;
            if (each > largest) {
                largest = each;
                at = i;
            }
        }
        double length = Math.sqrt(square);
        double cosine = isReal ? 1 : real[at] / Math.sqrt(largest);
        double sine = isReal ? 0 : -imag[at] / Math.sqrt(largest);
        double[][] turned = new double[2][real.length];
        for (int i = 0; i < real.length; i++) {
            turned[0][i] = (real[i] * cosine - imag[i] * sine) / length;
            turned[1][i] = i == at ? 0 : (real[i] * sine + imag[i] * cosine) / length;
        }
        return turned;
    }
}
