package io.lockstep.engine.tensor.vocabulary;

import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.ops.Logic;
import io.lockstep.engine.ops.Promotion;
import io.lockstep.engine.ops.Selection;
import io.lockstep.engine.tensor.Tensor;

/** Logical operations, for which all but 0 is true, operations on bits, and choices by truth values. */
public interface Logical {
    Tensor self();

    /** Where both are not 0. */
    default Tensor logicalAnd(Tensor other) {
        return Logic.logical("logicalAnd", BinaryOp.LOGICAL_AND, self(), other);
    }

    /** Where one or both are not 0. */
    default Tensor logicalOr(Tensor other) {
        return Logic.logical("logicalOr", BinaryOp.LOGICAL_OR, self(), other);
    }

    /** Where just one is not 0. */
    default Tensor logicalXor(Tensor other) {
        return Logic.logical("logicalXor", BinaryOp.LOGICAL_XOR, self(), other);
    }

    /** Where elements are 0. */
    default Tensor logicalNot() {
        return Logic.not(self());
    }

    /** The bits that both have. */
    default Tensor bitwiseAnd(Tensor other) {
        return Logic.bitwise("bitwiseAnd", BinaryOp.BITWISE_AND, self(), other);
    }

    /** The bits that both have. */
    default Tensor bitwiseAnd(long other) {
        return Logic.bitwise("bitwiseAnd", BinaryOp.BITWISE_AND, self(), Promotion.number(self(), other));
    }

    /** The bits that one or both have. */
    default Tensor bitwiseOr(Tensor other) {
        return Logic.bitwise("bitwiseOr", BinaryOp.BITWISE_OR, self(), other);
    }

    /** The bits that one or both have. */
    default Tensor bitwiseOr(long other) {
        return Logic.bitwise("bitwiseOr", BinaryOp.BITWISE_OR, self(), Promotion.number(self(), other));
    }

    /** The bits that just one has. */
    default Tensor bitwiseXor(Tensor other) {
        return Logic.bitwise("bitwiseXor", BinaryOp.BITWISE_XOR, self(), other);
    }

    /** The bits that just one has. */
    default Tensor bitwiseXor(long other) {
        return Logic.bitwise("bitwiseXor", BinaryOp.BITWISE_XOR, self(), Promotion.number(self(), other));
    }

    /** The bits inverted; of truth values the opposite. */
    default Tensor bitwiseNot() {
        return Logic.bitwiseNot(self());
    }

    /** The bits moved to the left by as many places. */
    default Tensor bitwiseLeftShift(Tensor other) {
        return Logic.shift("bitwiseLeftShift", BinaryOp.LEFT_SHIFT, self(), other);
    }

    /** The bits moved to the left by as many places. */
    default Tensor bitwiseLeftShift(long other) {
        return Logic.shift("bitwiseLeftShift", BinaryOp.LEFT_SHIFT, self(), Promotion.number(self(), other));
    }

    /** The bits moved to the right by as many places; the sign stays. */
    default Tensor bitwiseRightShift(Tensor other) {
        return Logic.shift("bitwiseRightShift", BinaryOp.RIGHT_SHIFT, self(), other);
    }

    /** The bits moved to the right by as many places; the sign stays. */
    default Tensor bitwiseRightShift(long other) {
        return Logic.shift("bitwiseRightShift", BinaryOp.RIGHT_SHIFT, self(), Promotion.number(self(), other));
    }

    /** The elements of this tensor where the condition (bool) holds, else those of {@code other}. */
    default Tensor where(Tensor condition, Tensor other) {
        return Selection.where(condition, self(), other);
    }

    /** The elements of this tensor where the condition (bool) holds, else {@code other}. */
    default Tensor where(Tensor condition, double other) {
        return Selection.where(condition, self(), other);
    }

    /** The elements of this tensor where the condition (bool) holds, else {@code other}. */
    default Tensor where(Tensor condition, long other) {
        return Selection.where(condition, self(), other);
    }

    /** {@code value} where the mask (bool) holds, else the elements of this tensor. */
    default Tensor maskedFill(Tensor mask, double value) {
        return Selection.maskedFill(self(), mask, value);
    }

    /** {@code value}, a scalar, where the mask (bool) holds, else the elements of this tensor. */
    default Tensor maskedFill(Tensor mask, Tensor value) {
        return Selection.maskedFill(self(), mask, value);
    }

    /** 0 for NaN and the largest and lowest finite numbers for infinities. */
    default Tensor nanToNum() {
        return nanToNum(0, Promotion.largest(self().dtype()), -Promotion.largest(self().dtype()));
    }

    /** Other numbers for NaN and infinities. */
    default Tensor nanToNum(double nan, double posInf, double negInf) {
        return Selection.nanToNum(self(), nan, posInf, negInf);
    }
}
