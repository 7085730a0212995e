package io.lockstep.engine.ops.linalg;

import io.lockstep.engine.tensor.Tensor;

/** Complex matrices [.., N, M] as real and imaginary parts. */
record Complex(Tensor real, Tensor imag) {
    Complex adjoint() {
        return new Complex(Batches.transpose(real), Batches.transpose(imag).neg());
    }

    Complex minus(Complex other) {
        return new Complex(real.sub(other.real), imag.sub(other.imag));
    }

    /** Element by element. */
    Complex times(Complex other) {
        return new Complex(
                real.mul(other.real).sub(imag.mul(other.imag)),
                real.mul(other.imag).add(imag.mul(other.real)));
    }

    Complex matmul(Complex other) {
        return new Complex(
                real.matmul(other.real).sub(imag.matmul(other.imag)),
                real.matmul(other.imag).add(imag.matmul(other.real)));
    }

    /** Product with a real matrix. */
    Complex timesReal(Tensor other) {
        return new Complex(real.matmul(other), imag.matmul(other));
    }

    /** Of square matrices, by that of the real ones [[real, -imag], [imag, real]] of twice the size. */
    Complex inverse() {
        long n = real.size(-1);
        Tensor upper = real.device().eye(real.dtype(), 2 * n, n);
        Tensor lower = Triangle.lower(real.device().ones(real.dtype(), 2 * n, n), (int) -n)
                .sub(Triangle.lower(real.device().ones(real.dtype(), 2 * n, n), (int) -n - 1));
        Tensor blocks = block(upper, real, upper)
                .add(block(lower, real, lower))
                .sub(block(upper, imag, lower))
                .add(block(lower, imag, upper));
        Tensor inverse = Inverse.apply(blocks);
        return new Complex(
                upper.t().matmul(inverse).matmul(upper),
                lower.t().matmul(inverse).matmul(upper));
    }

    /** x among zeros, in the rows and columns that are one in {@code rows} and {@code columns}. */
    private static Tensor block(Tensor rows, Tensor x, Tensor columns) {
        return rows.matmul(x).matmul(columns.t());
    }
}
