package io.lockstep.cuda.parity;

import io.lockstep.cuda.parity.Parity.Twin;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;

/** Fills, copies and conversions, between all types and over strides. */
final class CopyingCases implements ParityCases {
    private static final double[] EDGES = {0, -0.0, 1, -1, 0.5, -1.5, 2.5, 127, 128, 255, 65504, 3e9, -3e9, 1e-8, 1e30};

    @Override
    public String name() {
        return "copying";
    }

    @Override
    public void run(Parity parity) {
        for (DType from : DType.values()) {
            for (DType to : DType.values()) {
                conversions(parity, from, to);
            }
            fills(parity, from);
        }
        strides(parity);
    }

    private static void conversions(Parity parity, DType from, DType to) {
        int[] next = {0};
        Twin x = parity.array(from, Shape.of(3, 5, 7), () -> EDGES[next[0]++ % EDGES.length]);
        Twin y = parity.fresh(to, 3, 5, 7);
        parity.run(side -> side.backend().copy(side.of(x), side.of(y)));
        parity.compare(from + " to " + to, y, 0);
        Twin turned = x.view(Shape.of(7, 3, 5), new long[] {1, 35, 7}, 0);
        Twin z = parity.fresh(to, 7, 3, 5);
        parity.run(side -> side.backend().copy(side.of(turned), side.of(z)));
        parity.compare(from + " to " + to + ", turned", z, 0);
    }

    private static void fills(Parity parity, DType dtype) {
        for (double value : new double[] {0, 1, 3, 0.1}) {
            Twin y = parity.fresh(dtype, 2, 19);
            parity.run(side -> side.backend().fill(side.of(y), value));
            parity.compare("fill " + dtype + " with " + value, y, 0);
        }
    }

    private static void strides(Parity parity) {
        for (DType dtype : new DType[] {DType.BOOL, DType.BFLOAT16, DType.FLOAT32, DType.INT64}) {
            Twin x = parity.whole(dtype, 0, 2, 4, 33, 35, 6);
            Twin y = parity.fresh(dtype, 4, 6, 33, 35);
            Twin lastFirst = x.view(Shape.of(4, 6, 33, 35), new long[] {33 * 35 * 6, 1, 35 * 6, 6}, 0);
            parity.run(side -> side.backend().copy(side.of(lastFirst), side.of(y)));
            parity.compare("channels-last " + dtype + " to plain", y, 0);
            Twin back = parity.fresh(dtype, 4, 33, 35, 6);
            Twin there = back.view(Shape.of(4, 6, 33, 35), new long[] {33 * 35 * 6, 1, 35 * 6, 6}, 0);
            parity.run(side -> side.backend().copy(side.of(y), side.of(there)));
            parity.compare("plain " + dtype + " to channels-last", back, 0);
            Twin repeated = x.view(Shape.of(5, 3, 6), new long[] {0, 12, 1}, 7);
            Twin z = parity.fresh(dtype, 5, 3, 6);
            parity.run(side -> side.backend().copy(side.of(repeated), side.of(z)));
            parity.compare("repeated " + dtype, z, 0);
        }
    }
}
