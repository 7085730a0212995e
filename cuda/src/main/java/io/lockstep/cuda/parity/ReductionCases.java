package io.lockstep.cuda.parity;

import io.lockstep.cuda.parity.Parity.Twin;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Reduction;
import io.lockstep.engine.backend.Shape;

/** Reductions over any dimensions, of few and many elements, and places of extremes. */
final class ReductionCases implements ParityCases {
    private static final Shape[] RESULTS = {
        Shape.of(1, 7, 11), Shape.of(5, 1, 11), Shape.of(5, 7, 1), Shape.of(1, 1, 11),
        Shape.of(1, 7, 1), Shape.of(5, 1, 1), Shape.of(1, 1, 1), Shape.of(5, 7, 11)
    };

    @Override
    public String name() {
        return "reductions";
    }

    @Override
    public void run(Parity parity) {
        for (DType dtype : DType.values()) {
            for (Reduction op : Reduction.values()) {
                dimensions(parity, op, dtype);
            }
            extremePlaces(parity, dtype);
        }
        many(parity);
        otherTypes(parity);
        edges(parity);
    }

    private static Twin numbers(Parity parity, DType dtype, long... sizes) {
        return dtype.isFloating()
                ? parity.normal(dtype, sizes)
                : parity.whole(dtype, dtype == DType.BOOL || dtype == DType.UINT8 ? 0 : -9, 10, sizes);
    }

    private static void reduce(Parity parity, Reduction op, Twin x, DType dtype, Shape shape) {
        Twin y = parity.fresh(dtype, shape.toArray());
        parity.run(side -> side.backend().reduce(op, side.of(x), side.of(y)));
        parity.compare(op + " of " + x.expected() + " to " + dtype + shape, y, Tolerances.ofOne(dtype));
    }

    private static void dimensions(Parity parity, Reduction op, DType dtype) {
        Twin x = numbers(parity, dtype, 5, 7, 11);
        Twin storage = numbers(parity, dtype, 11, 5, 7);
        Twin turned = storage.view(Shape.of(5, 7, 11), new long[] {7, 1, 35}, 0);
        Twin repeated = x.view(Shape.of(5, 7, 11), new long[] {11, 0, 1}, 2);
        for (Shape result : RESULTS) {
            reduce(parity, op, x, dtype, result);
            reduce(parity, op, turned, dtype, result);
            reduce(parity, op, repeated, dtype, result);
        }
        reduce(parity, op, x.view(Shape.of(), new long[0], 4), dtype, Shape.of());
        reduce(parity, op, numbers(parity, dtype, 0, 4), dtype, Shape.of(1, 4));
    }

    /** So many that lists are cut into chunks. */
    private static void many(Parity parity) {
        for (DType dtype : new DType[] {DType.FLOAT32, DType.BFLOAT16, DType.FLOAT64, DType.INT64}) {
            for (Reduction op : new Reduction[] {Reduction.SUM, Reduction.MAX}) {
                reduce(parity, op, numbers(parity, dtype, 50021), dtype, Shape.of(1));
                reduce(parity, op, numbers(parity, dtype, 4003, 5), dtype, Shape.of(1, 5));
                reduce(parity, op, numbers(parity, dtype, 5, 4003), dtype, Shape.of(5, 1));
                reduce(parity, op, numbers(parity, dtype, 2, 3, 40, 41), dtype, Shape.of(1, 3, 1, 1));
                reduce(parity, op, numbers(parity, dtype, 600, 70), dtype, Shape.of(1, 70));
                Twin images = numbers(parity, dtype, 2, 20, 21, 35);
                Twin channelsLast = images.view(Shape.of(2, 35, 20, 21), new long[] {14700, 1, 735, 35}, 0);
                reduce(parity, op, channelsLast, dtype, Shape.of(1, 35, 1, 1));
            }
        }
        Twin million = parity.array(
                DType.FLOAT32, Shape.of(1000003), () -> 1 + parity.random().nextDouble());
        reduce(parity, Reduction.SUM, million, DType.FLOAT32, Shape.of(1));
    }

    private static void otherTypes(Parity parity) {
        for (DType half : new DType[] {DType.FLOAT16, DType.BFLOAT16}) {
            reduce(parity, Reduction.SUM, parity.normal(half, 70, 9), DType.FLOAT32, Shape.of(1, 9));
        }
        reduce(parity, Reduction.SUM, parity.whole(DType.BOOL, 0, 2, 900, 3), DType.INT64, Shape.of(1, 3));
        reduce(parity, Reduction.SUM, parity.whole(DType.UINT8, 0, 256, 900, 3), DType.INT64, Shape.of(900, 1));
        reduce(parity, Reduction.PRODUCT, parity.whole(DType.INT32, -9, 9, 30, 3), DType.INT64, Shape.of(1, 3));
    }

    private static void edges(Parity parity) {
        double[] edges = {1, Double.NaN, Double.POSITIVE_INFINITY, -3, Double.NEGATIVE_INFINITY, 0, -0.0, 5};
        int[] next = {0};
        Twin x = parity.array(DType.FLOAT32, Shape.of(7, 9), () -> edges[next[0]++ * 5 % edges.length]);
        for (Reduction op : Reduction.values()) {
            reduce(parity, op, x, DType.FLOAT32, Shape.of(1, 9));
            reduce(parity, op, x.view(Shape.of(9, 2), new long[] {1, 9}, 0), DType.FLOAT32, Shape.of(9, 1));
        }
        for (boolean largest : new boolean[] {false, true}) {
            extremePlace(parity, largest, 0, x);
            extremePlace(parity, largest, 1, x);
        }
    }

    private static void extremePlaces(Parity parity, DType dtype) {
        for (boolean largest : new boolean[] {false, true}) {
            Twin x = parity.whole(dtype, 0, 5, 6, 17, 13);
            for (int dim = 0; dim < 3; dim++) {
                extremePlace(parity, largest, dim, x);
                extremePlace(parity, largest, dim, x.view(Shape.of(13, 6, 17), new long[] {1, 221, 13}, 0));
            }
            extremePlace(parity, largest, 1, parity.whole(dtype, 0, 2, 2, 3001));
            extremePlace(parity, largest, 0, x.view(Shape.of(), new long[0], 4));
        }
    }

    private static void extremePlace(Parity parity, boolean largest, int dim, Twin x) {
        long[] sizes = x.expected().shape().toArray();
        if (sizes.length > 0) {
            sizes[dim] = 1;
        }
        Twin y = parity.fresh(DType.INT64, sizes);
        parity.run(side -> side.backend().argExtreme(largest, dim, side.of(x), side.of(y)));
        parity.compare((largest ? "largest" : "smallest") + " along " + dim + " of " + x.expected(), y, 0);
    }
}
