package io.lockstep.engine.backend.reference;

import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Reduction;

/** Makes one element of several. NaN counts as larger and as smaller than all numbers, as in PyTorch. */
final class Reductions {
    void reduce(Reduction op, NdArray x, NdArray y) {
        if (x.dtype().isFloating()) {
            reduceNumbers(op, x, y);
        } else {
            reduceIntegers(op, x, y);
        }
    }

    private static void reduceNumbers(Reduction op, NdArray x, NdArray y) {
        double[] results = new double[Math.toIntExact(y.numel())];
        java.util.Arrays.fill(results, start(op));
        Elements from = Elements.of(x);
        for (Walk walk = new Walk(x.shape(), new Place(x), Place.dense(y.shape())); walk.next(); ) {
            int at = (int) walk.at(1);
            results[at] = combine(op, results[at], from.get(walk.at(0)));
        }
        Elements to = Elements.of(y);
        for (Walk walk = new Walk(y.shape(), new Place(y), Place.dense(y.shape())); walk.next(); ) {
            to.set(walk.at(0), results[(int) walk.at(1)]);
        }
    }

    private static void reduceIntegers(Reduction op, NdArray x, NdArray y) {
        long[] results = new long[Math.toIntExact(y.numel())];
        java.util.Arrays.fill(results, startOfIntegers(op));
        Elements from = Elements.of(x);
        for (Walk walk = new Walk(x.shape(), new Place(x), Place.dense(y.shape())); walk.next(); ) {
            int at = (int) walk.at(1);
            results[at] = combine(op, results[at], from.getLong(walk.at(0)));
        }
        Elements to = Elements.of(y);
        for (Walk walk = new Walk(y.shape(), new Place(y), Place.dense(y.shape())); walk.next(); ) {
            to.setLong(walk.at(0), results[(int) walk.at(1)]);
        }
    }

    private static double start(Reduction op) {
        return switch (op) {
            case SUM -> 0;
            case PRODUCT -> 1;
            case MAX -> Double.NEGATIVE_INFINITY;
            case MIN -> Double.POSITIVE_INFINITY;
        };
    }

    private static long startOfIntegers(Reduction op) {
        return switch (op) {
            case SUM -> 0;
            case PRODUCT -> 1;
            case MAX -> Long.MIN_VALUE;
            case MIN -> Long.MAX_VALUE;
        };
    }

    static double combine(Reduction op, double a, double b) {
        return switch (op) {
            case SUM -> a + b;
            case PRODUCT -> a * b;
            case MAX -> Math.max(a, b);
            case MIN -> Math.min(a, b);
        };
    }

    static long combine(Reduction op, long a, long b) {
        return switch (op) {
            case SUM -> a + b;
            case PRODUCT -> a * b;
            case MAX -> Math.max(a, b);
            case MIN -> Math.min(a, b);
        };
    }

    /** The first of equals. */
    void argument(boolean largest, int dim, NdArray x, NdArray y) {
        Elements from = Elements.of(x);
        Elements to = Elements.of(y);
        for (Lines lines = new Lines(dim, x, y); lines.next(); ) {
            long best = 0;
            for (long i = 1; i < lines.length(); i++) {
                int order = Ordering.compare(from, x.dtype(), lines.at(0, i), lines.at(0, best));
                if (largest ? order > 0 : Ordering.isLess(from, x.dtype(), lines.at(0, i), lines.at(0, best))) {
                    best = i;
                }
            }
            to.setLong(lines.at(1, 0), best);
        }
    }

    /** Sums or products of all elements of a line up to each one. */
    void scan(Reduction op, int dim, NdArray x, NdArray y) {
        Elements from = Elements.of(x);
        Elements to = Elements.of(y);
        for (Lines lines = new Lines(dim, x, y); lines.next(); ) {
            double number = start(op);
            long integer = startOfIntegers(op);
            for (long i = 0; i < lines.length(); i++) {
                if (x.dtype().isFloating()) {
                    number = combine(op, number, from.get(lines.at(0, i)));
                    to.set(lines.at(1, i), number);
                } else {
                    integer = combine(op, integer, from.getLong(lines.at(0, i)));
                    to.setLong(lines.at(1, i), integer);
                }
            }
        }
    }
}
