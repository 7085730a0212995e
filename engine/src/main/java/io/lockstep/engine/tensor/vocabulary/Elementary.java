package io.lockstep.engine.tensor.vocabulary;

import io.lockstep.engine.ops.ErrorFunctions;
import io.lockstep.engine.ops.Functions;
import io.lockstep.engine.ops.Rounding;
import io.lockstep.engine.ops.Trigonometry;
import io.lockstep.engine.tensor.Tensor;

/** Functions of single elements. Where results are fractions, whole numbers and truth values give float32. */
public interface Elementary {
    Tensor self();

    /** -x. */
    default Tensor neg() {
        return Functions.negate(self());
    }

    /** |x|; the gradient at 0 is 0. */
    default Tensor abs() {
        return Functions.abs(self());
    }

    /** -1, 0 or 1; no gradient flows. */
    default Tensor sign() {
        return Functions.sign(self());
    }

    /** 1 / x. */
    default Tensor reciprocal() {
        return Functions.reciprocal(self());
    }

    /** x^2. */
    default Tensor square() {
        return Functions.square(self());
    }

    /** The square root. */
    default Tensor sqrt() {
        return Functions.sqrt(self());
    }

    /** 1 / sqrt(x). */
    default Tensor rsqrt() {
        return Functions.rsqrt(self());
    }

    /** e^x. */
    default Tensor exp() {
        return Functions.exp(self());
    }

    /** 2^x. */
    default Tensor exp2() {
        return Functions.exp2(self());
    }

    /** e^x - 1, exact near 0. */
    default Tensor expm1() {
        return Functions.expm1(self());
    }

    /** The natural logarithm. */
    default Tensor log() {
        return Functions.log(self());
    }

    /** The logarithm to base 2. */
    default Tensor log2() {
        return Functions.log2(self());
    }

    /** The logarithm to base 10. */
    default Tensor log10() {
        return Functions.log10(self());
    }

    /** ln(1 + x), exact near 0. */
    default Tensor log1p() {
        return Functions.log1p(self());
    }

    /** The sine. */
    default Tensor sin() {
        return Trigonometry.sin(self());
    }

    /** The cosine. */
    default Tensor cos() {
        return Trigonometry.cos(self());
    }

    /** The tangent. */
    default Tensor tan() {
        return Trigonometry.tan(self());
    }

    /** The inverse of the sine. */
    default Tensor asin() {
        return Trigonometry.asin(self());
    }

    /** The inverse of the cosine. */
    default Tensor acos() {
        return Trigonometry.acos(self());
    }

    /** The inverse of the tangent. */
    default Tensor atan() {
        return Trigonometry.atan(self());
    }

    /** The hyperbolic sine. */
    default Tensor sinh() {
        return Trigonometry.sinh(self());
    }

    /** The hyperbolic cosine. */
    default Tensor cosh() {
        return Trigonometry.cosh(self());
    }

    /** The hyperbolic tangent. */
    default Tensor tanh() {
        return Trigonometry.tanh(self());
    }

    /** The inverse of the hyperbolic sine. */
    default Tensor asinh() {
        return Trigonometry.asinh(self());
    }

    /** The inverse of the hyperbolic cosine. */
    default Tensor acosh() {
        return Trigonometry.acosh(self());
    }

    /** The inverse of the hyperbolic tangent. */
    default Tensor atanh() {
        return Trigonometry.atanh(self());
    }

    /** The error function. */
    default Tensor erf() {
        return ErrorFunctions.erf(self());
    }

    /** 1 - erf x. */
    default Tensor erfc() {
        return ErrorFunctions.erfc(self());
    }

    /** The inverse of erf. */
    default Tensor erfinv() {
        return ErrorFunctions.erfinv(self());
    }

    /** The largest whole number that is not above x; no gradient flows. */
    default Tensor floor() {
        return Rounding.floor(self());
    }

    /** The smallest whole number that is not below x; no gradient flows. */
    default Tensor ceil() {
        return Rounding.ceil(self());
    }

    /** x without what stands behind the point; no gradient flows. */
    default Tensor trunc() {
        return Rounding.trunc(self());
    }

    /** The nearest whole number, of two the even one; no gradient flows. */
    default Tensor round() {
        return Rounding.round(self());
    }

    /** x - trunc(x). */
    default Tensor frac() {
        return Rounding.frac(self());
    }
}
