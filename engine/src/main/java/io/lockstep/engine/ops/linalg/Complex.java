package io.lockstep.engine.ops.linalg;

import io.lockstep.engine.ops.Joining;
import io.lockstep.engine.tensor.Tensor;

/** Complex matrices [.., N, M] as real and imaginary parts. */
record Complex(Tensor real, Tensor imag) {
    Complex adjoint() {
        return new Complex(
                MatrixBatch.transpose(real), MatrixBatch.transpose(imag).neg());
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
        Tensor blocks = Joining.cat(-2, Joining.cat(-1, real, imag.neg()), Joining.cat(-1, imag, real));
        Tensor left = Inverse.apply(blocks).narrow(-1, 0, n);
        return new Complex(left.narrow(-2, 0, n), left.narrow(-2, n, n));
    }
}
