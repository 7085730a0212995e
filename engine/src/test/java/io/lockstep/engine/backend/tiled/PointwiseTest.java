package io.lockstep.engine.backend.tiled;

import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.UnaryOp;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PointwiseTest {
    private final Sample sample = new Sample();

    @AfterEach
    void close() {
        sample.close();
    }

    @ParameterizedTest
    @EnumSource(UnaryOp.Function.class)
    void unaryAgreesWithTheReference(UnaryOp.Function function) {
        for (double[] parameters : parameters(function)) {
            UnaryOp op = new UnaryOp(function, parameters[0], parameters[1]);
            for (DType dtype : DType.values()) {
                if (dtype.isFloating() && function == UnaryOp.Function.BITWISE_NOT) {
                    continue;
                }
                for (Shape shape : Sample.SHAPES) {
                    for (NdArray x : sample.views(dtype, shape)) {
                        compare(op, x);
                    }
                    sample.reset();
                }
            }
        }
    }

    private static double[][] parameters(UnaryOp.Function function) {
        return switch (function) {
            case LEAKY_RELU -> new double[][] {{0.01, 0}};
            case ELU -> new double[][] {{1, 1}, {1.5, 0.5}};
            case SWISH, SWISH_DERIVATIVE -> new double[][] {{1, 0}, {1.702, 0}};
            case SOFTPLUS -> new double[][] {{1, 20}, {2, 10}};
            case CLAMP -> new double[][] {{-1, 2}, {Double.NEGATIVE_INFINITY, 0.5}, {Double.NaN, 1}};
            case POWER -> new double[][] {{2, 0}, {3, 0}, {-1, 0}, {0.5, 0}, {0, 0}, {-2.5, 0}};
            case LINEAR -> new double[][] {{-2.5, 1}, {3, 0}};
            default -> new double[][] {{0, 0}};
        };
    }

    private void compare(UnaryOp op, NdArray x) {
        DType type = op.function().isPredicate() ? DType.BOOL : x.dtype();
        String what = op + " of " + x;
        NdArray expected = sample.fresh(type, x.shape());
        sample.reference.unary(op, x, expected);
        NdArray y = sample.fresh(type, x.shape());
        sample.tiled.unary(op, x, y);
        sample.assertAgree(y, expected, units(op, type), lost(op), what);
        NdArray spaced = sample.spaced(type, x.shape());
        sample.tiled.unary(op, x, spaced);
        sample.assertAgree(spaced, expected, units(op, type), lost(op), what);
        if (type == x.dtype() && x.isContiguous()) {
            sample.tiled.unary(op, x, x);
            sample.assertAgree(x, expected, units(op, type), lost(op), what + " in place");
        }
    }

    private static double units(UnaryOp op, DType dtype) {
        boolean exact = switch (op.function()) {
            case NEGATE, ABS, SIGN, RECIPROCAL, SQUARE, SQRT, RSQRT, FLOOR, CEIL, TRUNC, ROUND -> true;
            case RELU, CLAMP, LEAKY_RELU, LINEAR -> true;
            default -> false;
        };
        return exact ? 0 : dtype == DType.FLOAT64 ? 8 : 1;
    }

    /** What sums of nearly opposite numbers around 1 lose, whose terms differ by a last bit. */
    private static double lost(UnaryOp op) {
        return switch (op.function()) {
            case SWISH_DERIVATIVE, GELU_ERF_DERIVATIVE, GELU_TANH, GELU_TANH_DERIVATIVE, MISH_DERIVATIVE -> 1e-14;
            default -> 0;
        };
    }

    @ParameterizedTest
    @EnumSource(BinaryOp.class)
    void binaryAgreesWithTheReference(BinaryOp op) {
        for (DType dtype : DType.values()) {
            boolean bits = List.of("BITWISE_AND", "BITWISE_OR", "BITWISE_XOR", "LEFT_SHIFT", "RIGHT_SHIFT")
                    .contains(op.name());
            if (dtype.isFloating() ? bits : op == BinaryOp.ATAN2) {
                continue;
            }
            for (Shape shape : Sample.SHAPES) {
                List<NdArray> views = sample.views(dtype, shape);
                List<NdArray> others = sample.views(dtype, shape);
                for (int i = 0; i < views.size(); i++) {
                    compare(op, views.get(i), others.get(i));
                    compare(op, views.get(i), others.get((i + 1) % others.size()));
                }
                sample.reset();
            }
        }
    }

    private void compare(BinaryOp op, NdArray a, NdArray divisor) {
        NdArray b = divisor;
        boolean divides = List.of("DIVIDE", "FLOOR_DIVIDE", "REMAINDER", "FMOD").contains(op.name());
        if (divides && !a.dtype().isFloating()) {
            b = sample.fresh(a.dtype(), a.shape());
            NdArray isZero = sample.fresh(DType.BOOL, a.shape());
            NdArray one = sample.fresh(a.dtype(), a.shape());
            sample.reference.fill(one, 1);
            sample.reference.unary(UnaryOp.of(UnaryOp.Function.LOGICAL_NOT), divisor, isZero);
            sample.reference.where(isZero, one, divisor, b);
        }
        DType type = op.isPredicate() ? DType.BOOL : a.dtype();
        double units = op == BinaryOp.POWER || op == BinaryOp.ATAN2 ? (type == DType.FLOAT64 ? 4 : 1) : 0;
        String what = op + " of " + a + " and " + b;
        NdArray expected = sample.fresh(type, a.shape());
        sample.reference.binary(op, a, b, expected);
        NdArray y = sample.spaced(type, a.shape());
        sample.tiled.binary(op, a, b, y);
        sample.assertAgree(y, expected, units, 0, what);
        if (type == a.dtype() && a.isContiguous()) {
            sample.tiled.binary(op, a, b, a);
            sample.assertAgree(a, expected, units, 0, what + " in place");
        }
    }

    @Test
    void aWholeQuotientByZeroIsAnErrorOnEachThread() {
        for (int size : new int[] {3, 100_000}) {
            NdArray a = sample.fresh(DType.INT64, Shape.of(size));
            sample.reference.fill(a, 5);
            NdArray zero = sample.fresh(DType.INT64, Shape.of(size));
            sample.reference.fill(zero, 0);
            assertThatThrownBy(
                            () -> sample.tiled.binary(BinaryOp.DIVIDE, a, zero, sample.fresh(DType.INT64, a.shape())))
                    .isInstanceOf(ArithmeticException.class)
                    .hasMessageContaining("divided by 0");
        }
    }

    @Test
    void whereChoosesAsTheReferenceDoes() {
        int cases = 0;
        for (DType dtype : DType.values()) {
            for (Shape shape : Sample.SHAPES) {
                List<NdArray> conditions = sample.views(DType.BOOL, shape);
                List<NdArray> views = sample.views(dtype, shape);
                for (int i = 0; i < views.size(); i++) {
                    NdArray b = views.get((i + 1) % views.size());
                    NdArray expected = sample.fresh(dtype, shape);
                    sample.reference.where(conditions.get(i), views.get(i), b, expected);
                    NdArray y = sample.spaced(dtype, shape);
                    sample.tiled.where(conditions.get(i), views.get(i), b, y);
                    sample.assertAgree(y, expected, 0, 0, "where of " + views.get(i));
                    cases++;
                }
                sample.reset();
            }
        }
        assertThat(cases).isGreaterThan(300);
    }

    @Test
    void copiesConvertAsTheReferenceDoes() {
        for (DType from : DType.values()) {
            for (DType to : DType.values()) {
                for (Shape shape : Sample.SHAPES) {
                    for (NdArray x : sample.views(from, shape)) {
                        Supplier<NdArray> target = () -> sample.spaced(to, shape);
                        NdArray expected = target.get();
                        sample.reference.copy(x, expected);
                        NdArray y = target.get();
                        sample.tiled.copy(x, y);
                        sample.assertAgree(y, expected, 0, 0, "copy of " + x + " to " + to);
                    }
                    sample.reset();
                }
            }
        }
    }

    @Test
    void fillsAsTheReferenceDoes() {
        for (DType dtype : DType.values()) {
            for (Shape shape : Sample.SHAPES) {
                NdArray expected = sample.spaced(dtype, shape);
                sample.reference.fill(expected, 3.7);
                NdArray y = sample.spaced(dtype, shape);
                sample.tiled.fill(y, 3.7);
                sample.assertAgree(y, expected, 0, 0, "fill of " + y);
            }
        }
    }
}
