package io.lockstep.cuda.parity;

import io.lockstep.cuda.parity.Parity.Twin;
import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.RandomKey;
import io.lockstep.engine.backend.Reduction;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.UnaryOp;

/** Generic kernels on images whose storage a kernel has laid out channels-last, of which a view would make plain ones. */
final class LayoutCases implements ParityCases {
    private static final long[] SIZES = {2, 3, 5, 6};
    private static final RandomKey KEY = new RandomKey(5, 6, 7);

    @Override
    public String name() {
        return "channels-last storage";
    }

    @Override
    public void run(Parity parity) {
        for (DType dtype : new DType[] {DType.FLOAT32, DType.BFLOAT16, DType.INT32}) {
            pointwise(parity, dtype);
            reductions(parity, dtype);
            indices(parity, dtype);
            for (int dim = 0; dim < SIZES.length; dim++) {
                lines(parity, dtype, dim);
            }
        }
    }

    /** Normalised images keep the order of their bytes, and conversion keeps the order of the images. */
    private static Twin images(Parity parity, DType dtype) {
        Twin bytes = parity.whole(DType.UINT8, 0, 256, 2, 5, 6, 3);
        Twin floats = parity.fresh(DType.FLOAT32, SIZES);
        float[] mean = {0.4013f, 0.5027f, 0.6031f}; // as integers, no image is next to another one
        float[] std = {0.1071f, 0.2093f, 0.3017f};
        parity.run(side -> side.backend().normalizeImages(side.of(bytes), mean, std, side.of(floats)));
        Twin images = parity.fresh(dtype, SIZES);
        parity.run(side -> side.backend().copy(side.of(floats), side.of(images)));
        return images;
    }

    private static void pointwise(Parity parity, DType dtype) {
        double tolerance = Tolerances.of(dtype);
        Twin x = images(parity, dtype);
        Twin relu = parity.fresh(dtype, SIZES);
        parity.run(side -> side.backend().unary(UnaryOp.RELU, side.of(x), side.of(relu)));
        Twin sum = parity.fresh(dtype, SIZES);
        parity.run(side -> side.backend().binary(BinaryOp.ADD, side.of(x), side.of(relu), side.of(sum)));
        Twin plain = parity.whole(dtype, -3, 4, SIZES);
        Twin mixed = parity.fresh(dtype, SIZES);
        parity.run(side -> side.backend().binary(BinaryOp.MULTIPLY, side.of(plain), side.of(sum), side.of(mixed)));
        Twin column = parity.whole(dtype, 1, 5, 3).view(Shape.of(SIZES), new long[] {0, 1, 0, 0}, 0);
        parity.run(side -> side.backend().binary(BinaryOp.SUBTRACT, side.of(mixed), side.of(column), side.of(mixed)));
        Twin condition = parity.whole(DType.BOOL, 0, 2, SIZES);
        Twin chosen = parity.fresh(dtype, SIZES);
        parity.run(side -> side.backend().where(side.of(condition), side.of(mixed), side.of(x), side.of(chosen)));
        parity.compare("relu, channels-last " + dtype, relu, tolerance);
        parity.compare("sum, channels-last " + dtype, sum, tolerance);
        parity.compare("product of two orders, " + dtype, mixed, tolerance);
        parity.compare("choice of two orders, " + dtype, chosen, tolerance);
        if (dtype.isFloating()) {
            Twin dropped = parity.fresh(dtype, SIZES);
            parity.run(side -> side.backend().dropout(side.of(x), 0.4, KEY, side.of(dropped)));
            parity.compare("dropout, channels-last " + dtype, dropped, tolerance);
        }
    }

    private static void reductions(Parity parity, DType dtype) {
        for (Shape shape : new Shape[] {
            Shape.of(1, 3, 1, 1), Shape.of(2, 1, 5, 6), Shape.of(2, 3, 1, 1), Shape.of(1, 1, 1, 1), Shape.of(1, 3, 5, 6)
        }) {
            Twin x = images(parity, dtype);
            Twin y = parity.fresh(dtype, shape.toArray());
            parity.run(side -> side.backend().reduce(Reduction.SUM, side.of(x), side.of(y)));
            parity.compare("sum of channels-last " + dtype + " to " + shape, y, Tolerances.of(dtype));
        }
    }

    private static void lines(Parity parity, DType dtype, int dim) {
        Twin x = images(parity, dtype);
        String what = " along " + dim + ", channels-last " + dtype;
        Twin scanned = parity.fresh(dtype, SIZES);
        parity.run(side -> side.backend().scan(Reduction.MAX, dim, side.of(x), side.of(scanned)));
        Twin values = parity.fresh(dtype, SIZES);
        Twin places = parity.fresh(DType.INT64, SIZES);
        parity.run(side -> side.backend().sort(side.of(x), dim, true, side.of(values), side.of(places)));
        long[] sizes = SIZES.clone();
        sizes[dim] = 1;
        Twin largest = parity.fresh(DType.INT64, sizes);
        parity.run(side -> side.backend().argExtreme(true, dim, side.of(x), side.of(largest)));
        if (dtype.isFloating()) {
            Twin softmax = parity.fresh(dtype, SIZES);
            parity.run(side -> side.backend().softmax(false, dim, side.of(x), side.of(softmax)));
            parity.compare("softmax" + what, softmax, Tolerances.of(dtype));
        }
        parity.compare("largest up to each" + what, scanned, Tolerances.of(dtype));
        parity.compare("sorted" + what, values, Tolerances.of(dtype));
        parity.compare("places" + what, places, 0);
        parity.compare("largest" + what, largest, 0);
    }

    private static void indices(Parity parity, DType dtype) {
        for (int dim = 0; dim < SIZES.length; dim++) {
            int along = dim;
            Twin x = images(parity, dtype);
            Twin index = parity.whole(DType.INT64, 0, (int) SIZES[dim], 2, 3, 5, 6);
            Twin gathered = parity.fresh(dtype, SIZES);
            parity.run(side -> side.backend().gather(side.of(x), along, side.of(index), side.of(gathered)));
            parity.compare("gathered along " + dim + ", channels-last " + dtype, gathered, Tolerances.of(dtype));
            Twin source = images(parity, dtype);
            parity.run(
                    side -> side.backend().scatter(Reduction.MAX, along, side.of(index), side.of(source), side.of(x)));
            parity.compare("scattered along " + dim + ", channels-last " + dtype, x, Tolerances.of(dtype));
        }
    }
}
