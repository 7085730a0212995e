package io.lockstep.engine.tensor.vocabulary;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.ops.Arithmetic;
import io.lockstep.engine.ops.Functions;
import io.lockstep.engine.tensor.Tensor;

/** Pointwise functions, with broadcasting. */
public interface Pointwise {
    Tensor self();

    default Tensor add(Tensor other) {
        return Arithmetic.add(self(), other);
    }

    default Tensor add(double other) {
        return add(scalar(other));
    }

    default Tensor sub(Tensor other) {
        return Arithmetic.subtract(self(), other);
    }

    default Tensor sub(double other) {
        return sub(scalar(other));
    }

    default Tensor mul(Tensor other) {
        return Arithmetic.multiply(self(), other);
    }

    default Tensor mul(double other) {
        return mul(scalar(other));
    }

    default Tensor div(Tensor other) {
        return Arithmetic.divide(self(), other);
    }

    default Tensor div(double other) {
        return div(scalar(other));
    }

    default Tensor neg() {
        return Functions.negate(self());
    }

    default Tensor exp() {
        return Functions.exp(self());
    }

    default Tensor log() {
        return Functions.log(self());
    }

    default Tensor relu() {
        return Functions.relu(self());
    }

    /** The values in another element type; this tensor if it has that type. */
    default Tensor to(DType dtype) {
        return Functions.to(self(), dtype);
    }

    private Tensor scalar(double value) {
        return self().device().full(self().dtype(), Shape.SCALAR, value);
    }
}
