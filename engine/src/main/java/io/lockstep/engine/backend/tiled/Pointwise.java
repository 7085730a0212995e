package io.lockstep.engine.backend.tiled;

import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.UnaryOp;
import java.util.Arrays;

/**
 * Functions of single elements, of floating numbers in double precision, which then is rounded, and of integers in 64 bits,
 * whose upper ones are dropped.
 */
final class Pointwise {
    private final Workers workers;

    Pointwise(Workers workers) {
        this.workers = workers;
    }

    static boolean has(UnaryOp op, NdArray x, NdArray y) {
        if (op.function().isPredicate()) {
            return y.dtype() == DType.BOOL;
        }
        return UnaryFunctions.has(op) || !x.dtype().isFloating();
    }

    /** @see io.lockstep.engine.backend.Backend#unary */
    void unary(UnaryOp op, NdArray x, NdArray y) {
        Operand from = new Operand(x);
        Operand to = new Operand(y);
        if (x.dtype() == DType.BOOL && isNot(op)) {
            workers.forEachTile(y.numel(), (worker, first, count) -> {
                from.read(first, count, worker.a);
                IntegerFunctions.opposite(worker.a.bytes, worker.y.bytes, count);
                to.write(worker.y, first, count);
            });
        } else if (op.function() == UnaryOp.Function.LOGICAL_NOT && !x.dtype().isFloating()) {
            workers.forEachTile(y.numel(), (worker, first, count) -> {
                IntegerFunctions.isZero(from.longs(first, count, worker.a), worker.y.bytes, count);
                to.write(worker.y, first, count);
            });
        } else if (op.function().isPredicate()) {
            workers.forEachTile(y.numel(), (worker, first, count) -> {
                test(op, from.doubles(first, count, worker.a), worker, count);
                to.write(worker.y, first, count);
            });
        } else if (!x.dtype().isFloating() && IntegerFunctions.has(op)) {
            workers.forEachTile(y.numel(), (worker, first, count) -> {
                IntegerFunctions.apply(op, from.longs(first, count, worker.a), worker.y.longs, count);
                to.writeLongs(worker.y, first, count);
            });
        } else {
            workers.forEachTile(y.numel(), (worker, first, count) -> {
                double[] values = from.doubles(first, count, worker.a);
                UnaryFunctions.apply(op, values, worker.y.doubles, worker.t, worker.u, count);
                to.writeDoubles(worker.y, first, count);
            });
        }
    }

    private static boolean isNot(UnaryOp op) {
        return op.function() == UnaryOp.Function.LOGICAL_NOT || op.function() == UnaryOp.Function.BITWISE_NOT;
    }

    private static void test(UnaryOp op, double[] x, Worker worker, int count) {
        double[] t = worker.t;
        byte[] y = worker.y.bytes;
        switch (op.function()) {
            case LOGICAL_NOT -> {
                Arrays.fill(t, 0);
                Loops.equal(x, t, y, count);
            }
            case IS_NAN -> Loops.notEqual(x, x, y, count);
            case IS_INFINITE -> {
                UnaryFunctions.abs(x, x, count);
                Arrays.fill(t, Double.POSITIVE_INFINITY);
                Loops.equal(x, t, y, count);
            }
            case IS_FINITE -> {
                UnaryFunctions.abs(x, x, count);
                Arrays.fill(t, Double.MAX_VALUE);
                Loops.lessEqual(x, t, y, count);
            }
            default -> throw new IllegalArgumentException(op + " is no predicate");
        }
    }

    static boolean has(BinaryOp op, NdArray a, NdArray y) {
        if (op.isPredicate()) {
            return y.dtype() == DType.BOOL;
        }
        if (a.dtype() == DType.BOOL && (op == BinaryOp.LEFT_SHIFT || op == BinaryOp.RIGHT_SHIFT)) {
            return false; // a truth value has no upper bits to drop
        }
        return a.dtype().isFloating() ? BinaryFunctions.has(op) : IntegerFunctions.has(op);
    }

    /** @see io.lockstep.engine.backend.Backend#binary */
    void binary(BinaryOp op, NdArray a, NdArray b, NdArray y) {
        Operand first = new Operand(a);
        Operand second = new Operand(b);
        Operand to = new Operand(y);
        if (a.dtype() == DType.BOOL && y.dtype() == DType.BOOL && IntegerFunctions.combines(op)) {
            workers.forEachTile(y.numel(), (worker, start, count) -> {
                first.read(start, count, worker.a);
                second.read(start, count, worker.b);
                IntegerFunctions.combine(op, worker.a.bytes, worker.b.bytes, worker.y.bytes, count);
                to.write(worker.y, start, count);
            });
        } else if (a.dtype().isFloating()) {
            workers.forEachTile(y.numel(), (worker, start, count) -> {
                double[] left = first.doubles(start, count, worker.a);
                double[] right = second.doubles(start, count, worker.b);
                if (op.isPredicate()) {
                    BinaryFunctions.test(op, left, right, worker.y.bytes, worker.t, worker.a.bytes, count);
                    to.write(worker.y, start, count);
                } else {
                    BinaryFunctions.apply(op, left, right, worker.y.doubles, worker.t, count);
                    to.writeDoubles(worker.y, start, count);
                }
            });
        } else {
            workers.forEachTile(y.numel(), (worker, start, count) -> {
                long[] left = first.longs(start, count, worker.a);
                long[] right = second.longs(start, count, worker.b);
                if (op.isPredicate()) {
                    IntegerFunctions.test(op, left, right, worker.y.bytes, count);
                    to.write(worker.y, start, count);
                } else {
                    IntegerFunctions.apply(op, left, right, worker.y.longs, count);
                    to.writeLongs(worker.y, start, count);
                }
            });
        }
    }

    /** @see io.lockstep.engine.backend.Backend#where */
    void where(NdArray condition, NdArray a, NdArray b, NdArray y) {
        Operand chooses = new Operand(condition);
        Operand first = Operand.ofBits(a);
        Operand second = Operand.ofBits(b);
        Operand to = Operand.ofBits(y);
        int bytes = y.dtype().bytes();
        workers.forEachTile(y.numel(), (worker, start, count) -> {
            chooses.read(start, count, worker.c);
            first.read(start, count, worker.a);
            second.read(start, count, worker.b);
            byte[] takesFirst = worker.c.bytes;
            switch (bytes) {
                case Byte.BYTES -> choose(takesFirst, worker.a.bytes, worker.b.bytes, worker.y.bytes, count);
                case Short.BYTES -> choose(takesFirst, worker.a.shorts, worker.b.shorts, worker.y.shorts, count);
                case Integer.BYTES -> choose(takesFirst, worker.a.ints, worker.b.ints, worker.y.ints, count);
                default -> choose(takesFirst, worker.a.longs, worker.b.longs, worker.y.longs, count);
            }
            to.write(worker.y, start, count);
        });
    }

    private static void choose(byte[] takesFirst, byte[] a, byte[] b, byte[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = takesFirst[i] != 0 ? a[i] : b[i];
        }
    }

    private static void choose(byte[] takesFirst, short[] a, short[] b, short[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = takesFirst[i] != 0 ? a[i] : b[i];
        }
    }

    private static void choose(byte[] takesFirst, int[] a, int[] b, int[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = takesFirst[i] != 0 ? a[i] : b[i];
        }
    }

    private static void choose(byte[] takesFirst, long[] a, long[] b, long[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = takesFirst[i] != 0 ? a[i] : b[i];
        }
    }
}
