package io.lockstep.engine.ops.linalg;

import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;

/**
 * Eigenvalues of square matrices [.., N, N] that need not be symmetric. They may be complex, for which there is no element
 * type: real and imaginary parts are tensors of their own. With E_ij = l_j - l_i and the part of v^H dv that keeps the
 * lengths of the eigenvectors,
 *
 * <pre>da = v^-H (diag(dl) + (v^H dv - v^H v diag(Re(v^H dv))) / conj(E)) v^H</pre>
 *
 * (Boeddeker et al. 2017, equation 4.77), infinite where eigenvalues are equal.
 */
public final class Eigenvalues {
    private Eigenvalues() {}

    /**
     * Eigenvalues [.., N] in no particular order, of a real matrix in pairs of conjugates, and eigenvectors of length 1, the
     * columns of [.., N, N], whose largest element is real.
     */
    public record Decomposition(
            Tensor eigenvaluesReal, Tensor eigenvaluesImag, Tensor eigenvectorsReal, Tensor eigenvectorsImag) {}

    /** @throws LinearAlgebraException if an element is infinite or NaN */
    public static Decomposition decompose(Tensor a) {
        HostMatrices matrices = HostMatrices.square("eig", a);
        matrices.requireFinite();
        int n = matrices.rows();
        HostMatrices.Results valuesReal = matrices.results(n);
        HostMatrices.Results valuesImag = matrices.results(n);
        HostMatrices.Results vectorsReal = matrices.results(n, n);
        HostMatrices.Results vectorsImag = matrices.results(n, n);
        for (int i = 0; i < matrices.count() && n > 0; i++) {
            Eigenpairs pairs = Eigenpairs.of(matrices, i);
            valuesReal.put(i, pairs.valuesReal());
            valuesImag.put(i, pairs.valuesImag());
            vectorsReal.put(i, pairs.vectorsReal());
            vectorsImag.put(i, pairs.vectorsImag());
        }
        Complex values = new Complex(valuesReal.tensor(), valuesImag.tensor());
        Complex vectors = new Complex(vectorsReal.tensor(), vectorsImag.tensor());
        return new Decomposition(
                values.real().computedBy(new Values(vectors.real(), vectors.imag(), false), a),
                values.imag().computedBy(new Values(vectors.real(), vectors.imag(), true), a),
                vectors.real()
                        .computedBy(
                                new Vectors(values.real(), values.imag(), vectors.real(), vectors.imag(), false), a),
                vectors.imag()
                        .computedBy(
                                new Vectors(values.real(), values.imag(), vectors.real(), vectors.imag(), true), a));
    }

    /** v^-H inner v^H, of which the real part is the gradient of a real matrix. */
    private static Tensor back(Complex inner, Complex v) {
        return v.inverse().adjoint().matmul(inner).matmul(v.adjoint()).real();
    }

    /** A gradient of a real or an imaginary part. */
    private static Complex part(Tensor dy, boolean imaginary) {
        Tensor zero = dy.device().zeros(dy.dtype(), dy.shape());
        return imaginary ? new Complex(zero, dy) : new Complex(dy, zero);
    }

    private record Values(Tensor vReal, Tensor vImag, boolean isImaginary) implements Operation {
        @Override
        public String name() {
            return "eig";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            Tensor identity = MatrixBatch.identity(dy, dy.size(-1));
            Complex diagonal = part(MatrixBatch.row(dy).mul(identity), isImaginary);
            dx.give(0, back(diagonal, new Complex(vReal, vImag)));
        }
    }

    private record Vectors(Tensor lReal, Tensor lImag, Tensor vReal, Tensor vImag, boolean isImaginary)
            implements Operation {
        @Override
        public String name() {
            return "eig";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            Complex v = new Complex(vReal, vImag);
            Tensor identity = MatrixBatch.identity(dy, dy.size(-1));
            Complex along = v.adjoint().matmul(part(dy, isImaginary));
            Tensor lengths = along.real().mul(identity);
            Complex tangent = along.minus(v.adjoint().matmul(v).timesReal(lengths));
            // Division by conj(E) is multiplication by E / |E|^2; the diagonal, where E is 0, has no part.
            Tensor real = differences(lReal).add(identity);
            Tensor imag = differences(lImag);
            Tensor square = real.mul(real).add(imag.mul(imag));
            Complex inner = tangent.times(new Complex(real.div(square), imag.div(square)));
            Tensor off = identity.neg().add(1);
            Complex rotations = new Complex(inner.real().mul(off), inner.imag().mul(off));
            dx.give(0, back(rotations, v));
        }

        private static Tensor differences(Tensor l) {
            return MatrixBatch.row(l).sub(MatrixBatch.column(l));
        }
    }
}
