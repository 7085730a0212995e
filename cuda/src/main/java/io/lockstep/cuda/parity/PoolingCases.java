package io.lockstep.cuda.parity;

import io.lockstep.cuda.parity.Parity.Twin;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.Window;
import java.util.List;
import java.util.function.DoubleSupplier;

/** Max and average pooling and their gradients. */
final class PoolingCases implements ParityCases {
    private static final List<Window> WINDOWS = List.of(
            Window.square(3, 2, 1),
            Window.square(2, 2, 0),
            Window.square(1, 1, 0),
            Window.square(1, 3, 0),
            Window.square(5, 1, 2),
            new Window(3, 2, 1, 3, 1, 0),
            Window.line(4, 2, 1));
    private static final List<Window> DILATED =
            List.of(Window.square(3, 1, 1).dilated(2), new Window(2, 3, 3, 2, 1, 1).dilated(3, 2));
    /** More places than a byte counts; all of the images; and beyond; one window that leaves a part of them. */
    private static final List<Window> LARGE = List.of(
            new Window(17, 16, 3, 2, 4, 3),
            Window.square(20, 1, 0),
            new Window(24, 22, 1, 1, 2, 1),
            new Window(16, 15, 20, 20, 2, 1));

    @Override
    public String name() {
        return "pooling";
    }

    @Override
    public void run(Parity parity) {
        for (DType dtype : Tolerances.FLOATING) {
            for (ImageTwins order : ImageTwins.values()) {
                for (Window window : WINDOWS) {
                    both(parity, dtype, Shape.of(2, 8, 7, 9), order, window);
                }
            }
            for (Window window : WINDOWS) {
                both(parity, dtype, Shape.of(3, 5, 6, 5), ImageTwins.CHANNELS_LAST, window);
                both(parity, dtype, Shape.of(1, 1, 8, 6), ImageTwins.PLAIN, window);
            }
            for (Window window : DILATED) {
                largest(parity, dtype, Shape.of(2, 8, 9, 11), ImageTwins.CHANNELS_LAST, window, false);
                largest(parity, dtype, Shape.of(2, 3, 10, 9), ImageTwins.PLAIN, window, true);
            }
            for (Window window : LARGE) {
                both(parity, dtype, Shape.of(2, 8, 20, 20), ImageTwins.CHANNELS_LAST, window);
                both(parity, dtype, Shape.of(1, 35, 20, 20), ImageTwins.PLAIN, window);
            }
        }
        for (DType dtype : new DType[] {DType.BOOL, DType.UINT8, DType.INT8, DType.INT16, DType.INT32, DType.INT64}) {
            wholeNumbers(parity, dtype);
        }
    }

    private static void both(Parity parity, DType dtype, Shape shape, ImageTwins order, Window window) {
        largest(parity, dtype, shape, order, window, false);
        average(parity, dtype, shape, order, window, false);
        largest(parity, dtype, shape, order, window, true);
        average(parity, dtype, shape, order, window, true);
    }

    private static long[] results(Shape x, Window window, boolean ceil) {
        return new long[] {
            x.size(0),
            x.size(1),
            ceil ? window.outputHeightByCeil(x.size(2)) : window.outputHeight(x.size(2)),
            ceil ? window.outputWidthByCeil(x.size(3)) : window.outputWidth(x.size(3))
        };
    }

    /** Few different numbers, so that many are equal, some NaN and infinities. */
    private static DoubleSupplier ties(Parity parity) {
        return () -> {
            int chosen = parity.random().nextInt(40);
            return switch (chosen) {
                case 0 -> Double.NaN;
                case 1, 2, 3, 4, 5 -> Double.NEGATIVE_INFINITY;
                case 6 -> Double.POSITIVE_INFINITY;
                default -> chosen % 4 - 2;
            };
        };
    }

    private static void largest(
            Parity parity, DType dtype, Shape shape, ImageTwins order, Window window, boolean ceil) {
        String what = " of " + order + " " + dtype + shape + " by " + window + (ceil ? ", ceil" : "");
        long[] results = results(shape, window, ceil);
        Twin x = order.of(parity, dtype, shape, ceil ? ties(parity) : parity.random()::nextGaussian);
        Twin y = parity.fresh(dtype, results);
        Twin workspace = parity.fresh(DType.INT64, results);
        parity.run(side -> side.backend().maxPool(side.of(x), window, side.of(y), side.of(workspace)));
        parity.compare("max" + what, y, 0);
        Twin dy = order.normal(parity, dtype, Shape.of(results));
        Twin dx = parity.fresh(dtype, shape.toArray());
        parity.run(side -> side.backend().maxPoolBackward(side.of(dy), side.of(workspace), window, side.of(dx)));
        parity.compare("gradient of max" + what, dx, Tolerances.of(dtype));
    }

    private static void average(
            Parity parity, DType dtype, Shape shape, ImageTwins order, Window window, boolean ceil) {
        String what = " of " + order + " " + dtype + shape + " by " + window + (ceil ? ", ceil" : "");
        long[] results = results(shape, window, ceil);
        Twin x = order.normal(parity, dtype, shape);
        Twin y = parity.fresh(dtype, results);
        parity.run(side -> side.backend().averagePool(side.of(x), window, side.of(y)));
        parity.compare("average" + what, y, Tolerances.of(dtype));
        Twin dy = order.normal(parity, dtype, Shape.of(results));
        Twin dx = order.normal(parity, dtype, shape); // memory that lies as x does, to be overwritten
        parity.run(side -> side.backend().averagePoolBackward(side.of(dy), window, side.of(dx)));
        parity.compare("gradient of average" + what, dx, Tolerances.of(dtype));
    }

    private static void wholeNumbers(Parity parity, DType dtype) {
        int low = dtype == DType.UINT8 || dtype == DType.BOOL ? 0 : -128;
        Twin x = parity.whole(dtype, low, dtype == DType.BOOL ? 2 : 127, 2, 3, 6, 7);
        Window window = Window.square(3, 2, 1);
        Twin y = parity.fresh(dtype, results(Shape.of(2, 3, 6, 7), window, false));
        Twin workspace = parity.fresh(DType.INT64, results(Shape.of(2, 3, 6, 7), window, false));
        parity.run(side -> side.backend().maxPool(side.of(x), window, side.of(y), side.of(workspace)));
        parity.compare("max of " + dtype, y, 0);
    }
}
