package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.UnaryOp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class PointwiseTest {
    private final Comparison comparison = new Comparison();

    @AfterEach
    void close() {
        comparison.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = UnaryOp.Function.class,
            names = {"NEGATE", "EXP", "LOG", "RELU"})
    void unaryAgreesWithTheReference(UnaryOp.Function function) {
        UnaryOp op = UnaryOp.of(function);
        compare(op, comparison.random(1));
        compare(op, comparison.random(7, 13));
        compare(op, comparison.random(5, 3).view(Shape.of(3, 5), new long[] {1, 3}, 3));
        compare(op, comparison.convolved(3, 13, 5, 4));
        compare(op, comparison.slot().view(Shape.SCALAR, new long[0], 3));
    }

    private void compare(UnaryOp op, NdArray signed) {
        NdArray x = signed;
        if (op.function() == UnaryOp.Function.LOG) {
            x = comparison.fresh(signed.shape());
            comparison.oneDnn.binary(BinaryOp.MULTIPLY, signed, signed, x);
        }
        NdArray expected = comparison.fresh(x.shape());
        comparison.reference.unary(op, comparison.plain(x), expected);
        NdArray y = comparison.fresh(x.shape());
        comparison.oneDnn.unary(op, x, y);
        comparison.assertClose(y, expected);
        comparison.oneDnn.unary(op, x, x);
        comparison.assertClose(x, expected);
    }

    @Test
    void reluPassesNaNOn() {
        NdArray x = comparison.slot(2, 3);
        float[] special = {Float.NaN, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, -1, 0, 2};
        x.contiguousBlock().buffer().asFloatBuffer().put(special);
        NdArray y = comparison.fresh(2, 3);
        comparison.oneDnn.unary(UnaryOp.RELU, x, y);
        assertThat(comparison.values(y)).containsExactly(Float.NaN, 0, Float.POSITIVE_INFINITY, 0, 0, 2);
    }

    @ParameterizedTest
    @EnumSource(
            value = BinaryOp.class,
            names = {"ADD", "SUBTRACT", "MULTIPLY", "DIVIDE", "RELU_BACKWARD"})
    void binaryAgreesWithTheReference(BinaryOp op) {
        NdArray a = comparison.random(5, 7);
        NdArray b = comparison.random(5, 7);
        compare(op, a, b);
        compare(op, a, comparison.random(7, 5).view(Shape.of(5, 7), new long[] {1, 5}, 3));
        compare(op, comparison.convolved(2, 13, 3, 4), comparison.random(2, 13, 3, 4));
        compare(op, comparison.random(2, 13, 3, 4), comparison.convolved(2, 13, 3, 4));
    }

    @ParameterizedTest
    @EnumSource(
            value = BinaryOp.class,
            names = {"ADD", "SUBTRACT", "MULTIPLY", "DIVIDE", "RELU_BACKWARD"})
    void binaryRepeatsEitherOperand(BinaryOp op) {
        NdArray a = comparison.random(5, 7);
        NdArray row = comparison.random(7).view(Shape.of(5, 7), new long[] {0, 1}, 3);
        NdArray column = comparison.random(5).view(Shape.of(5, 7), new long[] {1, 0}, 3);
        NdArray one = comparison.random(1).view(Shape.of(5, 7), new long[] {0, 0}, 3);
        for (NdArray repeated : new NdArray[] {row, column, one}) {
            compare(op, a, repeated);
            compare(op, repeated, a);
            compare(op, repeated, row);
        }
        NdArray channels = comparison.random(13).view(Shape.of(2, 13, 3, 4), new long[] {0, 1, 0, 0}, 3);
        compare(op, comparison.convolved(2, 13, 3, 4), channels);
        compare(op, channels, comparison.convolved(2, 13, 3, 4));
    }

    private void compare(BinaryOp op, NdArray a, NdArray b) {
        NdArray expected = comparison.fresh(a.shape());
        comparison.reference.binary(op, comparison.plain(a), comparison.plain(b), expected);
        NdArray y = comparison.fresh(a.shape());
        comparison.oneDnn.binary(op, a, b, y);
        comparison.assertClose(y, expected);
        NdArray slot = comparison.slot(a.shape().toArray());
        comparison.oneDnn.binary(op, a, b, slot);
        comparison.assertClose(slot, expected);
        comparison.assertNeighboursUntouched(slot);
    }

    @ParameterizedTest
    @EnumSource(
            value = BinaryOp.class,
            names = {"ADD", "SUBTRACT", "MULTIPLY", "DIVIDE", "RELU_BACKWARD"})
    void binaryMayOverwriteAnOperand(BinaryOp op) {
        NdArray a = comparison.random(9, 11);
        NdArray b = comparison.random(9, 11);
        NdArray expected = comparison.fresh(a.shape());
        comparison.reference.binary(op, a, b, expected);
        NdArray first = comparison.plain(a);
        comparison.oneDnn.binary(op, first, b, first);
        comparison.assertClose(first, expected);
        NdArray second = comparison.plain(b);
        comparison.oneDnn.binary(op, a, second, second);
        comparison.assertClose(second, expected);
    }
}
