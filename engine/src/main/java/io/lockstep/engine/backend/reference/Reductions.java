package io.lockstep.engine.backend.reference;

import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;

/** Sums over dimensions, and the index of a maximum. NaN counts as larger than all numbers, as in PyTorch. */
final class Reductions {
    /** The sum of no elements is 0. */
    void sum(NdArray x, NdArray y) {
        double[] sums = new double[Math.toIntExact(y.numel())];
        Elements from = Elements.of(x);
        for (Walk walk = new Walk(x.shape(), new Place(x), Place.dense(y.shape())); walk.next(); ) {
            sums[(int) walk.at(1)] += from.get(walk.at(0));
        }
        Elements to = Elements.of(y);
        for (Walk walk = new Walk(y.shape(), new Place(y), Place.dense(y.shape())); walk.next(); ) {
            to.set(walk.at(0), sums[(int) walk.at(1)]);
        }
    }

    /** The first of equals. */
    void argmax(NdArray x, NdArray y) {
        Strided from = new Strided(x);
        Strided to = new Strided(y);
        Shape shape = x.shape();
        for (long n = 0; n < shape.size(0); n++) {
            long best = 0;
            for (long c = 1; c < shape.size(1); c++) {
                if (isLarger(from.get(n, c), from.get(n, best))) {
                    best = c;
                }
            }
            to.set(n, (double) best);
        }
    }

    private static boolean isLarger(double value, double best) {
        return value > best || (Double.isNaN(value) && !Double.isNaN(best));
    }
}
