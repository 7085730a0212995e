package io.lockstep.engine.tensor.vocabulary;

import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.ops.Comparison;
import io.lockstep.engine.ops.Promotion;
import io.lockstep.engine.tensor.Tensor;

/** Truth values (bool) about elements, broadcast; no gradient flows through them. */
public interface Comparisons {
    Tensor self();

    /** Where both are equal. */
    default Tensor eq(Tensor other) {
        return Comparison.compare("eq", BinaryOp.EQUAL, self(), other);
    }

    default Tensor eq(double other) {
        return Comparison.compare("eq", BinaryOp.EQUAL, self(), Promotion.number(self(), other));
    }

    default Tensor eq(long other) {
        return Comparison.compare("eq", BinaryOp.EQUAL, self(), Promotion.number(self(), other));
    }

    /** Where both are different. */
    default Tensor ne(Tensor other) {
        return Comparison.compare("ne", BinaryOp.NOT_EQUAL, self(), other);
    }

    default Tensor ne(double other) {
        return Comparison.compare("ne", BinaryOp.NOT_EQUAL, self(), Promotion.number(self(), other));
    }

    default Tensor ne(long other) {
        return Comparison.compare("ne", BinaryOp.NOT_EQUAL, self(), Promotion.number(self(), other));
    }

    /** Where this is less. */
    default Tensor lt(Tensor other) {
        return Comparison.compare("lt", BinaryOp.LESS, self(), other);
    }

    default Tensor lt(double other) {
        return Comparison.compare("lt", BinaryOp.LESS, self(), Promotion.number(self(), other));
    }

    default Tensor lt(long other) {
        return Comparison.compare("lt", BinaryOp.LESS, self(), Promotion.number(self(), other));
    }

    /** Where this is less or equal. */
    default Tensor le(Tensor other) {
        return Comparison.compare("le", BinaryOp.LESS_EQUAL, self(), other);
    }

    default Tensor le(double other) {
        return Comparison.compare("le", BinaryOp.LESS_EQUAL, self(), Promotion.number(self(), other));
    }

    default Tensor le(long other) {
        return Comparison.compare("le", BinaryOp.LESS_EQUAL, self(), Promotion.number(self(), other));
    }

    /** Where this is greater. */
    default Tensor gt(Tensor other) {
        return Comparison.compare("gt", BinaryOp.GREATER, self(), other);
    }

    default Tensor gt(double other) {
        return Comparison.compare("gt", BinaryOp.GREATER, self(), Promotion.number(self(), other));
    }

    default Tensor gt(long other) {
        return Comparison.compare("gt", BinaryOp.GREATER, self(), Promotion.number(self(), other));
    }

    /** Where this is greater or equal. */
    default Tensor ge(Tensor other) {
        return Comparison.compare("ge", BinaryOp.GREATER_EQUAL, self(), other);
    }

    default Tensor ge(double other) {
        return Comparison.compare("ge", BinaryOp.GREATER_EQUAL, self(), Promotion.number(self(), other));
    }

    default Tensor ge(long other) {
        return Comparison.compare("ge", BinaryOp.GREATER_EQUAL, self(), Promotion.number(self(), other));
    }

    /** Where elements are NaN. */
    default Tensor isnan() {
        return Comparison.isNaN(self());
    }

    /** Where elements are infinite. */
    default Tensor isinf() {
        return Comparison.isInfinite(self());
    }

    /** Where elements are neither infinite nor NaN. */
    default Tensor isfinite() {
        return Comparison.isFinite(self());
    }

    /** Where |x - other| is at most 1e-8 + 1e-5 |other|, of tensors of one element type. */
    default Tensor isclose(Tensor other) {
        return isclose(other, 1e-5, 1e-8, false);
    }

    /** Where |x - other| is at most atol + rtol |other|, or, with {@code equalNaN}, both are NaN. */
    default Tensor isclose(Tensor other, double rtol, double atol, boolean equalNaN) {
        return Comparison.isClose(self(), other, rtol, atol, equalNaN);
    }

    /** Whether all elements are close, see {@link #isclose(Tensor)}. */
    default boolean allclose(Tensor other) {
        return allclose(other, 1e-5, 1e-8, false);
    }

    /** Whether all elements are close, see {@link #isclose(Tensor, double, double, boolean)}. */
    default boolean allclose(Tensor other, double rtol, double atol, boolean equalNaN) {
        return Comparison.allClose(self(), other, rtol, atol, equalNaN);
    }

    /** Whether both have one shape and equal elements; of one element type. */
    default boolean equal(Tensor other) {
        return Comparison.equal(self(), other);
    }
}
