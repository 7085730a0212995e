package io.lockstep.cuda.parity;

import io.lockstep.cuda.parity.Parity.Twin;
import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;

/** Functions of two arguments and choices: all types, edges, broadcast arguments, in place, and integer divisions by 0. */
final class BinaryCases implements ParityCases {
    private static final double[] EDGES = {
        0, -0.0, 1, -1, 0.5, -2.5, 3, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY
    };

    private static final DType[] FLOATING = {DType.FLOAT32, DType.FLOAT64, DType.FLOAT16, DType.BFLOAT16};
    private static final DType[] WHOLE = {DType.BOOL, DType.UINT8, DType.INT8, DType.INT16, DType.INT32, DType.INT64};

    @Override
    public String name() {
        return "pointwise functions of two arguments";
    }

    @Override
    public void run(Parity parity) {
        for (BinaryOp op : BinaryOp.values()) {
            for (DType dtype : FLOATING) {
                if (!isOfBits(op)) {
                    numbers(parity, op, dtype);
                    edges(parity, op, dtype);
                    orders(parity, op, dtype);
                }
            }
            for (DType dtype : WHOLE) {
                if (op != BinaryOp.ATAN2) {
                    wholeNumbers(parity, op, dtype);
                }
            }
        }
        extremeIntegers(parity);
        for (DType dtype : DType.values()) {
            choices(parity, dtype);
        }
        divisionsByZero(parity);
    }

    private static boolean isOfBits(BinaryOp op) {
        return op.compareTo(BinaryOp.BITWISE_AND) >= 0 && op.compareTo(BinaryOp.RIGHT_SHIFT) <= 0;
    }

    private static void binary(Parity parity, BinaryOp op, Twin a, Twin b, double relative, double absolute) {
        DType result = op.isPredicate() ? DType.BOOL : a.expected().dtype();
        Twin y = parity.fresh(result, a.expected().shape().toArray());
        parity.run(side -> side.backend().binary(op, side.of(a), side.of(b), side.of(y)));
        parity.compare(op + " of " + a.expected() + " and " + b.expected(), y, relative, absolute);
    }

    private static void numbers(Parity parity, BinaryOp op, DType dtype) {
        double tolerance = Tolerances.ofOne(dtype);
        binary(parity, op, parity.normal(dtype, 3, 47), parity.normal(dtype, 3, 47), tolerance, tolerance);
        binary(parity, op, parity.whole(dtype, -5, 6, 61), parity.whole(dtype, -3, 4, 61), tolerance, tolerance);
    }

    private static void edges(Parity parity, BinaryOp op, DType dtype) {
        int[] next = {0, 0};
        Shape shape = Shape.of(EDGES.length, EDGES.length);
        Twin a = parity.array(dtype, shape, () -> EDGES[next[0]++ % EDGES.length]);
        Twin b = parity.array(dtype, shape, () -> EDGES[next[1]++ / EDGES.length]);
        binary(parity, op, a, b, Tolerances.ofOne(dtype), 0);
    }

    private static void orders(Parity parity, BinaryOp op, DType dtype) {
        double tolerance = Tolerances.ofOne(dtype);
        Twin x = parity.normal(dtype, 3, 5, 8);
        Twin row = parity.normal(dtype, 8);
        Shape shape = Shape.of(3, 5, 8);
        Twin wide = row.view(shape, new long[] {0, 0, 1}, 0);
        Twin one = row.view(shape, new long[] {0, 0, 0}, 3);
        binary(parity, op, x, wide, tolerance, tolerance);
        binary(parity, op, x, one, tolerance, tolerance);
        binary(parity, op, one, x, tolerance, tolerance);
        Twin turned = x.view(Shape.of(8, 3, 5), new long[] {1, 40, 8}, 0);
        Twin column = parity.normal(dtype, 8, 1, 1).view(Shape.of(8, 3, 5), new long[] {1, 0, 0}, 0);
        binary(parity, op, turned, column, tolerance, tolerance);
        binary(parity, op, turned, turned, tolerance, tolerance);
        if (!op.isPredicate()) {
            parity.run(side -> side.backend().binary(op, side.of(x), side.of(wide), side.of(x)));
            parity.compare(op + " in place, " + dtype, x, tolerance);
            parity.run(side -> side.backend().binary(op, side.of(one), side.of(x), side.of(x)));
            parity.compare(op + " in place of the second, " + dtype, x, 4 * tolerance);
        }
    }

    private static void wholeNumbers(Parity parity, BinaryOp op, DType dtype) {
        boolean signed = dtype != DType.BOOL && dtype != DType.UINT8;
        Twin a = parity.whole(dtype, signed ? -100 : 0, 100, 4, 33);
        Twin b = parity.whole(dtype, divides(op) ? 1 : signed ? -9 : 0, 70, 4, 33);
        binary(parity, op, a, b, 0, 0);
        if (signed) {
            binary(parity, op, a, parity.whole(dtype, -7, 0, 4, 33), 0, 0);
        }
    }

    private static boolean divides(BinaryOp op) {
        return op == BinaryOp.DIVIDE || op == BinaryOp.FLOOR_DIVIDE || op == BinaryOp.REMAINDER || op == BinaryOp.FMOD;
    }

    private static void extremeIntegers(Parity parity) {
        for (BinaryOp op : BinaryOp.values()) {
            if (op != BinaryOp.ATAN2) {
                double[] numbers = {-0x1p63, -1, 0x1p62, 1, -0x1p63, 1, 7, -1, -1, -0x1p63, 3, -0x1p62};
                int[] next = {0, 0};
                Twin a = parity.array(DType.INT64, Shape.of(6), () -> numbers[2 * next[0]++]);
                Twin b = parity.array(DType.INT64, Shape.of(6), () -> numbers[2 * next[1]++ + 1]);
                binary(parity, op, a, b, 0, 0);
            }
        }
    }

    private static void choices(Parity parity, DType dtype) {
        Twin condition = parity.whole(DType.BOOL, 0, 2, 4, 9, 5);
        Twin a = parity.whole(dtype, 0, 2, 4, 9, 5);
        Twin b = parity.whole(dtype, 2, 100, 5).view(Shape.of(4, 9, 5), new long[] {0, 0, 1}, 0);
        Twin y = parity.fresh(dtype, 4, 9, 5);
        parity.run(side -> side.backend().where(side.of(condition), side.of(a), side.of(b), side.of(y)));
        parity.compare("where, " + dtype, y, 0);
        Twin column = condition.view(Shape.of(4, 9, 5), new long[] {45, 5, 0}, 0);
        parity.run(side -> side.backend().where(side.of(column), side.of(a), side.of(y), side.of(y)));
        parity.compare("where in place, " + dtype, y, 0);
        Twin mixed = parity.whole(dtype.isFloating() ? DType.FLOAT64 : DType.UINT8, 0, 9, 4, 9, 5);
        Twin z = parity.fresh(dtype, 4, 9, 5);
        parity.run(side -> side.backend().where(side.of(condition), side.of(mixed), side.of(b), side.of(z)));
        parity.compare("where of several types to " + dtype, z, 0);
    }

    private static void divisionsByZero(Parity parity) {
        for (BinaryOp op : BinaryOp.values()) {
            if (divides(op)) {
                Twin a = parity.whole(DType.INT32, 1, 9, 300);
                int[] next = {0};
                Twin b = parity.array(DType.INT32, Shape.of(300), () -> next[0]++ == 217 ? 0 : 2);
                Twin y = parity.fresh(DType.INT32, 300);
                parity.run(side -> {
                    try {
                        side.backend().binary(op, side.of(a), side.of(b), side.of(y));
                    } catch (ArithmeticException expected) {
                        return;
                    }
                    throw new AssertionError(op + " by the integer 0 gave a result");
                });
            }
        }
    }
}
