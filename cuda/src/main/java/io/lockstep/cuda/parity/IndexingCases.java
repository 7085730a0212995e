package io.lockstep.cuda.parity;

import io.lockstep.cuda.parity.Parity.Twin;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Reduction;
import io.lockstep.engine.backend.Shape;
import org.jspecify.annotations.Nullable;

/** Gathering, and scattering with many elements for one place: in short lines, in long ones, and of whole rows. */
final class IndexingCases implements ParityCases {
    @Override
    public String name() {
        return "gathering and scattering";
    }

    @Override
    public void run(Parity parity) {
        for (DType dtype : DType.values()) {
            gathers(parity, dtype);
            scatters(parity, null, dtype);
            for (Reduction op : Reduction.values()) {
                scatters(parity, op, dtype);
            }
        }
    }

    private static void gathers(Parity parity, DType dtype) {
        Twin x = parity.whole(dtype, 0, 100, 6, 9, 5);
        for (int dim = 0; dim < 3; dim++) {
            Twin index = parity.whole(DType.INT64, 0, (int) x.expected().shape().size(dim), 4, 8, 3);
            gather(parity, x, dim, index);
        }
        Twin turned = x.view(Shape.of(9, 5, 6), new long[] {5, 1, 45}, 0);
        gather(parity, turned, 1, parity.whole(DType.INT64, 0, 5, 9, 12, 6));
        Twin rows = parity.whole(DType.INT64, 0, 54, 30, 1);
        Twin table = x.view(Shape.of(54, 5), new long[] {5, 1}, 0);
        gather(parity, table, 0, rows.view(Shape.of(30, 5), new long[] {1, 0}, 0));
        gather(parity, table, 0, parity.whole(DType.INT64, 0, 1, 0, 5));
        Twin first = parity.whole(DType.INT64, 0, 1, 1).view(Shape.of(), new long[0], 0);
        gather(parity, x.view(Shape.of(), new long[0], 4), 0, first);
    }

    private static void gather(Parity parity, Twin x, int dim, Twin index) {
        Twin y = parity.fresh(x.expected().dtype(), index.expected().shape().toArray());
        parity.run(side -> side.backend().gather(side.of(x), dim, side.of(index), side.of(y)));
        parity.compare("gathered along " + dim + " of " + x.expected(), y, 0);
    }

    private static void scatters(Parity parity, @Nullable Reduction op, DType dtype) {
        for (int dim = 0; dim < 3; dim++) {
            Twin index = parity.whole(DType.INT64, 0, 5, 5, 6, 7);
            scatter(parity, op, dim, index, numbers(parity, dtype, 5, 6, 7), numbers(parity, dtype, 6, 6, 8));
        }
        scatter(
                parity,
                op,
                1,
                parity.whole(DType.INT64, 0, 40, 3, 70),
                numbers(parity, dtype, 3, 70),
                numbers(parity, dtype, 3, 40));
        Twin rows = parity.whole(DType.INT64, 0, 61, 90);
        Twin everywhere = rows.view(Shape.of(90, 5), new long[] {1, 0}, 0);
        Twin source = numbers(parity, dtype, 5, 90).view(Shape.of(90, 5), new long[] {1, 90}, 0);
        scatter(parity, op, 0, everywhere, source, numbers(parity, dtype, 61, 5));
        scatter(parity, op, 0, everywhere, numbers(parity, dtype, 90, 5), numbers(parity, dtype, 61, 5));
        scatter(parity, op, 0, rows.view(Shape.of(0, 5), new long[] {1, 0}, 0), numbers(parity, dtype, 0, 5), source);
        if (dtype == DType.FLOAT32) {
            Twin many = parity.whole(DType.INT64, 0, 7, 2500);
            scatter(
                    parity,
                    op,
                    0,
                    many.view(Shape.of(2500, 3), new long[] {1, 0}, 0),
                    numbers(parity, dtype, 2500, 3),
                    numbers(parity, dtype, 7, 3));
        }
    }

    private static Twin numbers(Parity parity, DType dtype, long... sizes) {
        return dtype.isFloating()
                ? parity.array(dtype, Shape.of(sizes), () -> 1 + parity.random().nextInt(9) / 64.0)
                : parity.whole(dtype, 0, 10, sizes);
    }

    /** Sums of half precisions are rounded once here, and each time by the reference. */
    private static void scatter(Parity parity, @Nullable Reduction op, int dim, Twin index, Twin source, Twin y) {
        parity.run(side -> side.backend().scatter(op, dim, side.of(index), side.of(source), side.of(y)));
        DType dtype = y.expected().dtype();
        double tolerance = dtype.isHalf() && op != null ? 4 * Tolerances.ofOne(dtype) : 0;
        parity.compare(op + " scattered along " + dim + " of " + source.expected(), y, tolerance);
    }
}
