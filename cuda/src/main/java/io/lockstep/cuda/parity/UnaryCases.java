package io.lockstep.cuda.parity;

import io.lockstep.cuda.parity.Parity.Twin;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.UnaryOp;
import io.lockstep.engine.backend.UnaryOp.Function;
import java.util.ArrayList;
import java.util.List;

/** Functions of one argument: all of them, for all types, at the edges, in place and over strides. */
final class UnaryCases implements ParityCases {
    private static final double[] EDGES = {
        0,
        -0.0,
        1,
        -1,
        0.5,
        -0.5,
        1.5,
        2.5,
        -2.5,
        3,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        1e30,
        -1e30
    };

    private static final DType[] FLOATING = {DType.FLOAT32, DType.FLOAT64, DType.FLOAT16, DType.BFLOAT16};
    private static final DType[] WHOLE = {DType.BOOL, DType.UINT8, DType.INT8, DType.INT16, DType.INT32, DType.INT64};

    @Override
    public String name() {
        return "pointwise functions of one argument";
    }

    @Override
    public void run(Parity parity) {
        for (DType dtype : FLOATING) {
            for (UnaryOp op : operations()) {
                if (op.function() != Function.BITWISE_NOT) {
                    numbers(parity, op, dtype);
                    edges(parity, op, dtype);
                }
            }
            orders(parity, dtype);
        }
        for (DType dtype : WHOLE) {
            for (Function function : Function.values()) {
                if (isWhole(function)) {
                    wholeNumbers(parity, new UnaryOp(function, -2, 3), dtype);
                }
            }
            wholeNumbers(parity, new UnaryOp(Function.CLAMP, Double.NEGATIVE_INFINITY, 1), dtype);
        }
        Twin roots = parity.whole(DType.INT32, 0, 1000, 50);
        unary(parity, UnaryOp.of(Function.SQRT), roots, DType.INT32, 0, 0);
        unary(parity, UnaryOp.of(Function.SQRT), roots, DType.FLOAT32, 1e-6, 0);
    }

    private static boolean isWhole(Function function) {
        return switch (function) {
            case NEGATE,
                    ABS,
                    SIGN,
                    SQUARE,
                    FLOOR,
                    CEIL,
                    TRUNC,
                    ROUND,
                    RELU,
                    CLAMP,
                    BITWISE_NOT,
                    LOGICAL_NOT,
                    IS_NAN,
                    IS_FINITE -> true;
            default -> false;
        };
    }

    /** All functions, some with several parameters. */
    private static List<UnaryOp> operations() {
        List<UnaryOp> operations = new ArrayList<>();
        for (Function function : Function.values()) {
            switch (function) {
                case LEAKY_RELU -> operations.add(UnaryOp.of(function, 0.01));
                case ELU -> operations.add(new UnaryOp(function, 1.5, 0.7));
                case SWISH, SWISH_DERIVATIVE -> {
                    operations.add(UnaryOp.of(function, 1));
                    operations.add(UnaryOp.of(function, 1.702));
                }
                case SOFTPLUS -> {
                    operations.add(new UnaryOp(function, 1, 20));
                    operations.add(new UnaryOp(function, 2, 1));
                }
                case CLAMP -> {
                    operations.add(new UnaryOp(function, -0.5, 0.7));
                    operations.add(new UnaryOp(function, Double.NaN, 1));
                }
                case POWER -> {
                    for (double exponent : new double[] {2, 1, 0, 0.5, -1, 3.7, Double.POSITIVE_INFINITY}) {
                        operations.add(UnaryOp.of(function, exponent));
                    }
                }
                case LINEAR -> operations.add(new UnaryOp(function, 1.7, -0.3));
                default -> operations.add(UnaryOp.of(function));
            }
        }
        return operations;
    }

    private static void numbers(Parity parity, UnaryOp op, DType dtype) {
        double tolerance = Tolerances.ofOne(dtype);
        unary(parity, op, parity.normal(dtype, 3, 47), dtype, tolerance, tolerance);
        Twin wide = parity.array(dtype, Shape.of(41), () -> 9 * parity.random().nextGaussian());
        unary(parity, op, wide, dtype, tolerance, tolerance);
    }

    private static void edges(Parity parity, UnaryOp op, DType dtype) {
        int[] next = {0};
        Twin x = parity.array(dtype, Shape.of(EDGES.length), () -> EDGES[next[0]++]);
        unary(parity, op, x, dtype, Tolerances.ofOne(dtype), 0);
    }

    private static void wholeNumbers(Parity parity, UnaryOp op, DType dtype) {
        Twin x = parity.whole(dtype, dtype == DType.BOOL || dtype == DType.UINT8 ? 0 : -128, 128, 5, 13);
        unary(parity, op, x, dtype, 0, 0);
    }

    private static void unary(Parity parity, UnaryOp op, Twin x, DType dtype, double relative, double absolute) {
        DType result = op.function().isPredicate() ? DType.BOOL : dtype;
        Twin y = parity.fresh(result, x.expected().shape().toArray());
        parity.run(side -> side.backend().unary(op, side.of(x), side.of(y)));
        parity.compare(op + " of " + x.expected() + " to " + result, y, relative, absolute);
    }

    private static void orders(Parity parity, DType dtype) {
        double tolerance = Tolerances.ofOne(dtype);
        for (UnaryOp op : new UnaryOp[] {UnaryOp.RELU, UnaryOp.EXP, UnaryOp.of(Function.LOG_SIGMOID)}) {
            Twin x = parity.normal(dtype, 3, 5, 7);
            unary(parity, op, x.view(Shape.of(7, 3, 5), new long[] {1, 35, 7}, 0), dtype, tolerance, tolerance);
            unary(parity, op, x.view(Shape.of(4, 3, 6), new long[] {0, 14, 2}, 3), dtype, tolerance, tolerance);
            unary(parity, op, x.view(Shape.of(101), new long[] {1}, 3), dtype, tolerance, tolerance);
            unary(parity, op, x.view(Shape.of(), new long[0], 3), dtype, tolerance, tolerance);
            unary(parity, op, parity.normal(dtype, 2, 0, 3), dtype, tolerance, tolerance);
            parity.run(side -> side.backend().unary(op, side.of(x), side.of(x)));
            parity.compare(op + " in place, " + dtype, x, tolerance);
        }
    }
}
