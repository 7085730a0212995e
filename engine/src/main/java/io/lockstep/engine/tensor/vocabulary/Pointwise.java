package io.lockstep.engine.tensor.vocabulary;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.ops.Arithmetic;
import io.lockstep.engine.ops.Division;
import io.lockstep.engine.ops.Functions;
import io.lockstep.engine.ops.Powers;
import io.lockstep.engine.ops.Promotion;
import io.lockstep.engine.tensor.Tensor;

/** Arithmetic with broadcasting, in the type in which both sides meet. */
public interface Pointwise
        extends Elementary, Combining, Comparisons, Logical, Activations, Regularising, PointwiseInPlace {
    @Override
    Tensor self();

    /** x + other. */
    default Tensor add(Tensor other) {
        return Arithmetic.add(self(), other);
    }

    /** x + other. */
    default Tensor add(double other) {
        return Arithmetic.add(self(), Promotion.number(self(), other));
    }

    /** x + other. */
    default Tensor add(long other) {
        return Arithmetic.add(self(), Promotion.number(self(), other));
    }

    /** x + alpha other. */
    default Tensor add(Tensor other, double alpha) {
        return Arithmetic.add(self(), other, alpha);
    }

    /** x - other. */
    default Tensor sub(Tensor other) {
        return Arithmetic.subtract(self(), other);
    }

    /** x - other. */
    default Tensor sub(double other) {
        return Arithmetic.subtract(self(), Promotion.number(self(), other));
    }

    /** x - other. */
    default Tensor sub(long other) {
        return Arithmetic.subtract(self(), Promotion.number(self(), other));
    }

    /** x - alpha other. */
    default Tensor sub(Tensor other, double alpha) {
        return Arithmetic.subtract(self(), other, alpha);
    }

    /** x times other. */
    default Tensor mul(Tensor other) {
        return Arithmetic.multiply(self(), other);
    }

    /** x times other. */
    default Tensor mul(double other) {
        return Arithmetic.multiply(self(), Promotion.number(self(), other));
    }

    /** x times other. */
    default Tensor mul(long other) {
        return Arithmetic.multiply(self(), Promotion.number(self(), other));
    }

    /** x / other. */
    default Tensor div(Tensor other) {
        return Arithmetic.divide(self(), other);
    }

    /** x / other. */
    default Tensor div(double other) {
        return Arithmetic.divide(self(), Promotion.number(self(), other));
    }

    /** x / other. */
    default Tensor div(long other) {
        return Arithmetic.divide(self(), Promotion.number(self(), other));
    }

    /** other - x. */
    default Tensor rsub(double other) {
        return Arithmetic.subtract(Promotion.number(self(), other), self());
    }

    /** other - x. */
    default Tensor rsub(long other) {
        return Arithmetic.subtract(Promotion.number(self(), other), self());
    }

    /** x / other made whole. */
    default Tensor div(Tensor other, Division.Mode mode) {
        return Division.divide(self(), other, mode);
    }

    /** x / other made whole. */
    default Tensor div(double other, Division.Mode mode) {
        return Division.divide(self(), Promotion.number(self(), other), mode);
    }

    /** x / other made whole. */
    default Tensor div(long other, Division.Mode mode) {
        return Division.divide(self(), Promotion.number(self(), other), mode);
    }

    /** x / other, rounded down. */
    default Tensor floorDivide(Tensor other) {
        return Division.floorDivide(self(), other);
    }

    /** x / other, rounded down. */
    default Tensor floorDivide(double other) {
        return Division.floorDivide(self(), Promotion.number(self(), other));
    }

    /** x / other, rounded down. */
    default Tensor floorDivide(long other) {
        return Division.floorDivide(self(), Promotion.number(self(), other));
    }

    /** x - other floor(x / other), with the sign of other. */
    default Tensor remainder(Tensor other) {
        return Division.remainder(self(), other);
    }

    /** x - other floor(x / other), with the sign of other. */
    default Tensor remainder(double other) {
        return Division.remainder(self(), Promotion.number(self(), other));
    }

    /** x - other floor(x / other), with the sign of other. */
    default Tensor remainder(long other) {
        return Division.remainder(self(), Promotion.number(self(), other));
    }

    /** x - other trunc(x / other), with the sign of x. */
    default Tensor fmod(Tensor other) {
        return Division.fmod(self(), other);
    }

    /** x - other trunc(x / other), with the sign of x. */
    default Tensor fmod(double other) {
        return Division.fmod(self(), Promotion.number(self(), other));
    }

    /** x - other trunc(x / other), with the sign of x. */
    default Tensor fmod(long other) {
        return Division.fmod(self(), Promotion.number(self(), other));
    }

    /** x^exponent. */
    default Tensor pow(Tensor exponent) {
        return Powers.pow(self(), exponent);
    }

    /** x^exponent. */
    default Tensor pow(double exponent) {
        return Powers.pow(self(), exponent);
    }

    /** x^exponent. */
    default Tensor pow(long exponent) {
        return Powers.pow(self(), exponent);
    }

    /** base^x. */
    default Tensor rpow(double base) {
        return Powers.pow(Promotion.number(self(), base), self());
    }

    /** base^x. */
    default Tensor rpow(long base) {
        return Powers.pow(Promotion.number(self(), base), self());
    }

    /** The values in another element type; this tensor if it has that type. */
    default Tensor to(DType dtype) {
        return Functions.to(self(), dtype);
    }
}
