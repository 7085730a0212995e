package io.lockstep.engine.backend.tiled;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Reduction;
import java.util.Arrays;

/** Makes one element of several, over doubles or longs in tiles. NaN counts as larger and as smaller than all numbers. */
abstract sealed class Folding {
    /** Lines of at most so many elements are folded all at once, each element upon that of its place. */
    private static final int SHORT = 16;

    final Reduction op;

    private Folding(Reduction op) {
        this.op = op;
    }

    static Folding of(Reduction op, DType dtype) {
        return dtype.isFloating() ? new Doubles(op) : new Longs(op);
    }

    /** Reads elements as numbers to be folded. */
    abstract void read(Operand x, int first, int count, Tile tile);

    /** Results of no elements. */
    abstract void begin(Tile y, int count);

    /** y[i + k] = op(y[i + k], x[j + k]) for k below count. */
    abstract void combine(Tile y, int i, Tile x, int j, int count);

    /** y [length, lines] = x [lines, length]. */
    abstract void transpose(Tile x, int lines, int length, Tile y);

    abstract void write(Operand y, Tile tile, int first, int count);

    /** y [groups, columns] = op(y, x [groups, rows, columns] folded along its rows); x is overwritten. */
    final void fold(Tile x, int groups, int rows, int columns, Tile y) {
        for (int group = 0; group < groups; group++) {
            int from = group * rows * columns;
            for (int left = rows; left > 1; ) {
                int half = left / 2;
                combine(x, from, x, from + (left - half) * columns, half * columns);
                left -= half;
            }
            combine(y, group * columns, x, from, columns);
        }
    }

    /** x [groups, rows, columns] = op of all rows up to each one, after those before, which {@code last} keeps. */
    final void scan(Tile x, int groups, int rows, int columns, Tile last) {
        for (int group = 0; group < groups; group++) {
            int from = group * rows * columns;
            if (columns == 1) {
                scanLine(x, from, rows, last, group);
                continue;
            }
            combine(x, from, last, group * columns, columns);
            for (int row = 1; row < rows; row++) {
                combine(x, from + row * columns, x, from + (row - 1) * columns, columns);
            }
            move(last, group * columns, x, from + (rows - 1) * columns, columns);
        }
    }

    /** x[from + i] = op of last[at] and all elements from {@code from} up to it; last[at] = that of all. */
    abstract void scanLine(Tile x, int from, int count, Tile last, int at);

    /** y[i + k] = x[j + k] for k below count. */
    abstract void move(Tile y, int i, Tile x, int j, int count);

    /** y [groups, columns] = x [groups, rows, columns] folded along its rows; x is overwritten, as {@code other} is. */
    final void foldAll(Tile x, int groups, int rows, int columns, Tile y, Tile other) {
        begin(y, groups * columns);
        if (columns == 1 && rows <= SHORT) {
            transpose(x, groups, rows, other);
            fold(other, 1, rows, groups, y);
        } else {
            fold(x, groups, rows, columns, y);
        }
    }

    /** Over doubles. */
    private static final class Doubles extends Folding {
        Doubles(Reduction op) {
            super(op);
        }

        @Override
        void read(Operand x, int first, int count, Tile tile) {
            x.doubles(first, count, tile);
        }

        @Override
        void begin(Tile y, int count) {
            Arrays.fill(y.doubles, 0, count, start(op));
        }

        private static double start(Reduction op) {
            return switch (op) {
                case SUM -> 0;
                case PRODUCT -> 1;
                case MAX -> Double.NEGATIVE_INFINITY;
                case MIN -> Double.POSITIVE_INFINITY;
            };
        }

        @Override
        void combine(Tile y, int i, Tile x, int j, int count) {
            combine(op, y.doubles, i, x.doubles, j, count);
        }

        private static void combine(Reduction op, double[] y, int i, double[] x, int j, int count) {
            switch (op) {
                case SUM -> add(y, i, x, j, count);
                case PRODUCT -> multiply(y, i, x, j, count);
                case MAX -> maximum(y, i, x, j, count);
                case MIN -> minimum(y, i, x, j, count);
            }
        }

        private static void add(double[] y, int i, double[] x, int j, int count) {
            for (int k = 0; k < count; k++) {
                y[i + k] = y[i + k] + x[j + k];
            }
        }

        private static void multiply(double[] y, int i, double[] x, int j, int count) {
            for (int k = 0; k < count; k++) {
                y[i + k] = y[i + k] * x[j + k];
            }
        }

        private static void maximum(double[] y, int i, double[] x, int j, int count) {
            for (int k = 0; k < count; k++) {
                y[i + k] = Math.max(y[i + k], x[j + k]);
            }
        }

        private static void minimum(double[] y, int i, double[] x, int j, int count) {
            for (int k = 0; k < count; k++) {
                y[i + k] = Math.min(y[i + k], x[j + k]);
            }
        }

        @Override
        void transpose(Tile x, int lines, int length, Tile y) {
            for (int i = 0; i < length; i++) {
                for (int line = 0; line < lines; line++) {
                    y.doubles[i * lines + line] = x.doubles[line * length + i];
                }
            }
        }

        private static double combine(Reduction op, double a, double b) {
            return switch (op) {
                case SUM -> a + b;
                case PRODUCT -> a * b;
                case MAX -> Math.max(a, b);
                case MIN -> Math.min(a, b);
            };
        }

        @Override
        void scanLine(Tile x, int from, int count, Tile last, int at) {
            double[] values = x.doubles;
            double result = last.doubles[at];
            for (int i = from; i < from + count; i++) {
                result = combine(op, result, values[i]);
                values[i] = result;
            }
            last.doubles[at] = result;
        }

        @Override
        void move(Tile y, int i, Tile x, int j, int count) {
            System.arraycopy(x.doubles, j, y.doubles, i, count);
        }

        @Override
        void write(Operand y, Tile tile, int first, int count) {
            y.writeDoubles(tile, first, count);
        }
    }

    /** Over longs. */
    private static final class Longs extends Folding {
        Longs(Reduction op) {
            super(op);
        }

        @Override
        void read(Operand x, int first, int count, Tile tile) {
            x.longs(first, count, tile);
        }

        @Override
        void begin(Tile y, int count) {
            Arrays.fill(y.longs, 0, count, start(op));
        }

        private static long start(Reduction op) {
            return switch (op) {
                case SUM -> 0;
                case PRODUCT -> 1;
                case MAX -> Long.MIN_VALUE;
                case MIN -> Long.MAX_VALUE;
            };
        }

        @Override
        void combine(Tile y, int i, Tile x, int j, int count) {
            combine(op, y.longs, i, x.longs, j, count);
        }

        private static void combine(Reduction op, long[] y, int i, long[] x, int j, int count) {
            switch (op) {
                case SUM -> add(y, i, x, j, count);
                case PRODUCT -> multiply(y, i, x, j, count);
                case MAX -> maximum(y, i, x, j, count);
                case MIN -> minimum(y, i, x, j, count);
            }
        }

        private static void add(long[] y, int i, long[] x, int j, int count) {
            for (int k = 0; k < count; k++) {
                y[i + k] = y[i + k] + x[j + k];
            }
        }

        private static void multiply(long[] y, int i, long[] x, int j, int count) {
            for (int k = 0; k < count; k++) {
                y[i + k] = y[i + k] * x[j + k];
            }
        }

        private static void maximum(long[] y, int i, long[] x, int j, int count) {
            for (int k = 0; k < count; k++) {
                y[i + k] = Math.max(y[i + k], x[j + k]);
            }
        }

        private static void minimum(long[] y, int i, long[] x, int j, int count) {
            for (int k = 0; k < count; k++) {
                y[i + k] = Math.min(y[i + k], x[j + k]);
            }
        }

        @Override
        void transpose(Tile x, int lines, int length, Tile y) {
            for (int i = 0; i < length; i++) {
                for (int line = 0; line < lines; line++) {
                    y.longs[i * lines + line] = x.longs[line * length + i];
                }
            }
        }

        private static long combine(Reduction op, long a, long b) {
            return switch (op) {
                case SUM -> a + b;
                case PRODUCT -> a * b;
                case MAX -> Math.max(a, b);
                case MIN -> Math.min(a, b);
            };
        }

        @Override
        void scanLine(Tile x, int from, int count, Tile last, int at) {
            long[] values = x.longs;
            long result = last.longs[at];
            for (int i = from; i < from + count; i++) {
                result = combine(op, result, values[i]);
                values[i] = result;
            }
            last.longs[at] = result;
        }

        @Override
        void move(Tile y, int i, Tile x, int j, int count) {
            System.arraycopy(x.longs, j, y.longs, i, count);
        }

        @Override
        void write(Operand y, Tile tile, int first, int count) {
            y.writeLongs(tile, first, count);
        }
    }
}
