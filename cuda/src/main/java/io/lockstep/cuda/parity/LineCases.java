package io.lockstep.cuda.parity;

import io.lockstep.cuda.parity.Parity.Twin;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Reduction;
import io.lockstep.engine.backend.Shape;

/** What works along lines: scans, sorting and softmax, of short and long lines, side by side and across memory. */
final class LineCases implements ParityCases {
    private static final DType[] FLOATING = {DType.FLOAT32, DType.FLOAT64, DType.FLOAT16, DType.BFLOAT16};
    private static final double[] EDGES = {
        1, Double.NaN, Double.POSITIVE_INFINITY, -3, Double.NEGATIVE_INFINITY, 0, -0.0, 5, Double.NaN
    };

    @Override
    public String name() {
        return "scans, sorting and softmax";
    }

    @Override
    public void run(Parity parity) {
        for (DType dtype : DType.values()) {
            scans(parity, dtype);
            sorts(parity, dtype);
        }
        for (Reduction op : Reduction.values()) {
            scan(parity, op, 0, edges(parity, DType.FLOAT32, 300));
        }
        for (DType dtype : FLOATING) {
            softmaxes(parity, dtype);
            sort(parity, 0, edges(parity, dtype, 40, 5));
            sort(parity, 1, edges(parity, dtype, 3, 2500));
        }
    }

    private static Twin edges(Parity parity, DType dtype, long... sizes) {
        return parity.array(dtype, Shape.of(sizes), () -> EDGES[parity.random().nextInt(EDGES.length)]);
    }

    private static Twin numbers(Parity parity, DType dtype, long... sizes) {
        return dtype.isFloating()
                ? parity.array(
                        dtype, Shape.of(sizes), () -> 1 + 0.01 * parity.random().nextGaussian())
                : parity.whole(dtype, dtype == DType.BOOL || dtype == DType.UINT8 ? 0 : -9, 10, sizes);
    }

    private static void scans(Parity parity, DType dtype) {
        for (Reduction op : Reduction.values()) {
            Twin x = numbers(parity, dtype, 3, 300, 5);
            for (int dim = 0; dim < 3; dim++) {
                scan(parity, op, dim, x);
                scan(parity, op, dim, x.view(Shape.of(5, 3, 300), new long[] {1, 1500, 5}, 0));
            }
            scan(parity, op, 0, x.view(Shape.of(), new long[0], 4));
            scan(parity, op, 0, numbers(parity, dtype, 4, 0));
        }
        if (dtype == DType.FLOAT32 || dtype == DType.INT32) {
            for (Reduction op : new Reduction[] {Reduction.SUM, Reduction.MIN}) {
                scan(parity, op, 1, numbers(parity, dtype, 2, 35001));
                scan(parity, op, 0, numbers(parity, dtype, 6, 4100));
            }
        }
    }

    private static void scan(Parity parity, Reduction op, int dim, Twin x) {
        DType dtype = x.expected().dtype();
        Twin y = parity.fresh(dtype, x.expected().shape().toArray());
        parity.run(side -> side.backend().scan(op, dim, side.of(x), side.of(y)));
        parity.compare(op + " up to each along " + dim + " of " + x.expected(), y, Tolerances.ofOne(dtype));
    }

    private static void sorts(Parity parity, DType dtype) {
        Twin x = parity.whole(dtype, 0, 50, 5, 37, 3);
        for (int dim = 0; dim < 3; dim++) {
            sort(parity, dim, x);
            sort(parity, dim, x.view(Shape.of(3, 5, 37), new long[] {1, 111, 3}, 0));
        }
        sort(parity, 0, x.view(Shape.of(), new long[0], 4));
        sort(parity, 1, numbers(parity, dtype, 4, 0));
        if (dtype == DType.FLOAT32 || dtype == DType.INT64) {
            sort(parity, 1, parity.normal(DType.FLOAT32, 2, 5003));
            sort(parity, 0, parity.whole(dtype, -100, 100, 9001, 2));
        }
    }

    private static void sort(Parity parity, int dim, Twin x) {
        for (boolean descending : new boolean[] {false, true}) {
            long[] sizes = x.expected().shape().toArray();
            Twin values = parity.fresh(x.expected().dtype(), sizes);
            Twin indices = parity.fresh(DType.INT64, sizes);
            parity.run(side -> side.backend().sort(side.of(x), dim, descending, side.of(values), side.of(indices)));
            String what = "sorted along " + dim + (descending ? ", descending, " : ", ascending, ") + x.expected();
            parity.compare(what, values, 0);
            parity.compare("places, " + what, indices, 0);
        }
    }

    private static void softmaxes(Parity parity, DType dtype) {
        for (boolean logarithm : new boolean[] {false, true}) {
            Twin x = parity.array(
                    dtype, Shape.of(4, 33, 7), () -> 4 * parity.random().nextGaussian());
            for (int dim = 0; dim < 3; dim++) {
                softmax(parity, logarithm, dim, x);
                softmax(parity, logarithm, dim, x.view(Shape.of(7, 4, 33), new long[] {1, 231, 7}, 0));
            }
            softmax(parity, logarithm, 1, parity.normal(dtype, 3, 2003));
            softmax(parity, logarithm, 0, parity.normal(dtype, 300, 40));
            softmax(parity, logarithm, 1, edges(parity, dtype, 6, 3));
            softmax(parity, logarithm, 0, x.view(Shape.of(), new long[0], 4));
            Twin masked = parity.array(dtype, Shape.of(5, 4), () -> Double.NEGATIVE_INFINITY);
            softmax(parity, logarithm, 1, masked);
        }
    }

    private static void softmax(Parity parity, boolean logarithm, int dim, Twin x) {
        DType dtype = x.expected().dtype();
        Twin y = parity.fresh(dtype, x.expected().shape().toArray());
        parity.run(side -> side.backend().softmax(logarithm, dim, side.of(x), side.of(y)));
        String what = (logarithm ? "log-softmax along " : "softmax along ") + dim + " of " + x.expected();
        parity.compare(what, y, 2 * Tolerances.ofOne(dtype));
    }
}
