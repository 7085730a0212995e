package io.lockstep.cuda.parity;

import io.lockstep.cuda.parity.Parity.Twin;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.Window;

/** Convolutions and both gradients: all types, windows, groups, orders of the images, and every way to cut them for the GPU. */
final class ConvolutionCases implements ParityCases {
    private static final Window LONG = new Window(1, 33, 1, 2, 0, 5);

    /** N batch, G groups of C channels and K filters. */
    private record Case(int n, int g, int c, int h, int w, int k, Window window) {}

    private static final Case[] CASES = {
        new Case(2, 1, 8, 7, 6, 8, Window.square(3, 1, 1)),
        new Case(1, 1, 1, 5, 5, 1, Window.square(1, 1, 0)),
        new Case(2, 1, 5, 7, 9, 3, Window.square(3, 2, 1)),
        new Case(2, 1, 16, 6, 6, 24, Window.square(1, 2, 0)),
        new Case(1, 1, 16, 9, 5, 72, new Window(3, 2, 2, 3, 0, 1)),
        new Case(2, 1, 3, 15, 14, 10, Window.square(7, 2, 3)), // as a resnet begins: folded in half precision
        new Case(1, 1, 4, 9, 11, 8, Window.square(4, 2, 2)), // folded with an even padding
        new Case(2, 1, 2, 2, 3, 5, Window.square(5, 1, 3)), // larger than the image
        new Case(1, 1, 8, 11, 13, 8, new Window(2, 3, 4, 3, 2, 1).dilated(2, 2)),
        new Case(1, 1, 7, 9, 8, 7, Window.square(3, 2, 4).dilated(3)),
        new Case(2, 3, 8, 6, 5, 8, Window.square(3, 1, 1)),
        new Case(1, 2, 5, 8, 7, 3, Window.square(3, 2, 1)),
        new Case(1, 1, 3, 1, 60, 6, LONG), // more taps than the loader has bits
        new Case(2, 16, 1, 7, 6, 1, Window.square(3, 1, 1)), // depthwise
        new Case(1, 16, 1, 9, 8, 1, Window.square(5, 2, 2)),
        new Case(1, 5, 1, 6, 7, 1, Window.square(3, 2, 1).dilated(2)),
        new Case(2, 3, 1, 6, 6, 2, Window.square(3, 1, 1)), // two filters per channel
        new Case(1, 4, 1, 7, 9, 3, new Window(2, 3, 3, 2, 1, 0)),
    };

    @Override
    public String name() {
        return "convolutions";
    }

    @Override
    public void run(Parity parity) {
        for (DType dtype : new DType[] {DType.FLOAT32, DType.BFLOAT16, DType.FLOAT16, DType.FLOAT64}) {
            DType master = dtype == DType.FLOAT64 ? DType.FLOAT64 : DType.FLOAT32;
            for (Case shape : CASES) {
                all(parity, shape, dtype, master, Tolerance.of(dtype), Tolerance.of(dtype), false);
                parity.reset();
            }
            all(parity, CASES[2], dtype, dtype, Tolerance.of(dtype), Tolerance.of(dtype), true);
            all(parity, CASES[13], dtype, dtype, Tolerance.of(dtype), Tolerance.of(dtype), true);
            parity.reset();
        }
        parity.run(side -> side.backend().allowTensorFloat32(true));
        for (Case shape : CASES) {
            double tolerance = Tolerance.TENSOR_FLOAT32;
            all(parity, shape, DType.FLOAT32, DType.FLOAT32, tolerance, tolerance, false);
        }
        parity.run(side -> side.backend().allowTensorFloat32(false));
        plans(parity);
        empty(parity);
    }

    private static void all(
            Parity parity, Case s, DType dtype, DType master, double tolerance, double ofSums, boolean channelsLast) {
        long p = s.window.outputHeight(s.h);
        long q = s.window.outputWidth(s.w);
        Twin x = image(parity, dtype, channelsLast, s.n, (long) s.g * s.c, s.h, s.w);
        Twin weight = parity.normal(master, (long) s.g * s.k, s.c, s.window.kernelHeight(), s.window.kernelWidth());
        Twin bias = parity.normal(master, (long) s.g * s.k);
        Twin dy = image(parity, dtype, channelsLast, s.n, (long) s.g * s.k, p, q);
        String what = dtype + " " + s;
        Twin y = parity.fresh(dtype, s.n, (long) s.g * s.k, p, q);
        parity.run(
                side -> side.backend().convolution(side.of(x), side.of(weight), side.of(bias), s.window, side.of(y)));
        parity.compare(what, y, tolerance);
        Twin dx = parity.fresh(dtype, s.n, (long) s.g * s.c, s.h, s.w);
        parity.run(side -> side.backend().convolutionBackwardData(side.of(dy), side.of(weight), s.window, side.of(dx)));
        parity.compare(what + ", dx", dx, tolerance);
        Twin dweight = parity.fresh(master, (long) s.g * s.k, s.c, s.window.kernelHeight(), s.window.kernelWidth());
        Twin dbias = parity.fresh(master, (long) s.g * s.k);
        parity.run(side -> side.backend()
                .convolutionBackwardWeights(side.of(x), side.of(dy), s.window, side.of(dweight), side.of(dbias)));
        parity.compare(what + ", dweight", dweight, ofSums);
        parity.compare(what + ", dbias", dbias, ofSums);
    }

    /** An image in plain order or, by its strides, channels-last. */
    private static Twin image(Parity parity, DType dtype, boolean channelsLast, long n, long c, long h, long w) {
        return channelsLast
                ? parity.normal(dtype, n, h, w, c).view(Shape.of(n, c, h, w), new long[] {h * w * c, 1, w * c, c}, 0)
                : parity.normal(dtype, n, c, h, w);
    }

    /** Every tile and split, of whole numbers whose sums are exact. */
    private static void plans(Parity parity) {
        Window window = Window.square(3, 2, 1);
        for (DType dtype : new DType[] {DType.FLOAT32, DType.BFLOAT16, DType.FLOAT16}) {
            for (boolean tensorFloat32 : dtype == DType.FLOAT32 ? new boolean[] {false, true} : new boolean[] {false}) {
                parity.run(side -> side.backend().allowTensorFloat32(tensorFloat32));
                Twin x = parity.whole(dtype, -2, 3, 2, 40, 21, 23);
                Twin weight = parity.whole(DType.FLOAT32, -2, 3, 80, 40, 3, 3);
                Twin dy = parity.whole(dtype, -2, 3, 2, 80, 11, 12);
                String what = dtype + (tensorFloat32 ? " by tf32" : "") + ", plan ";
                Plans.over(parity, rank -> {
                    Twin y = parity.fresh(dtype, 2, 80, 11, 12);
                    parity.run(
                            side -> side.backend().convolution(side.of(x), side.of(weight), null, window, side.of(y)));
                    parity.compare(what + rank, y, Tolerance.of(dtype));
                });
                Plans.over(parity, rank -> {
                    Twin dx = parity.fresh(dtype, 2, 40, 21, 23);
                    parity.run(side ->
                            side.backend().convolutionBackwardData(side.of(dy), side.of(weight), window, side.of(dx)));
                    parity.compare(what + rank + ", dx", dx, Tolerance.of(dtype));
                });
                Plans.over(parity, rank -> {
                    Twin dweight = parity.fresh(DType.FLOAT32, 80, 40, 3, 3);
                    parity.run(side -> side.backend()
                            .convolutionBackwardWeights(side.of(x), side.of(dy), window, side.of(dweight), null));
                    parity.compare(what + rank + ", dweight", dweight, 0);
                });
                parity.reset();
            }
        }
        parity.run(side -> side.backend().allowTensorFloat32(false));
    }

    private static void empty(Parity parity) {
        Window window = Window.square(3, 1, 1);
        Twin x = parity.normal(DType.FLOAT32, 0, 4, 5, 5);
        Twin weight = parity.normal(DType.FLOAT32, 6, 4, 3, 3);
        Twin dy = parity.normal(DType.FLOAT32, 0, 6, 5, 5);
        Twin y = parity.fresh(DType.FLOAT32, 0, 6, 5, 5);
        Twin dx = parity.fresh(DType.FLOAT32, 0, 4, 5, 5);
        Twin dweight = parity.fresh(DType.FLOAT32, 6, 4, 3, 3);
        Twin dbias = parity.fresh(DType.FLOAT32, 6);
        parity.run(side -> {
            side.backend().convolution(side.of(x), side.of(weight), null, window, side.of(y));
            side.backend().convolutionBackwardData(side.of(dy), side.of(weight), window, side.of(dx));
            side.backend()
                    .convolutionBackwardWeights(side.of(x), side.of(dy), window, side.of(dweight), side.of(dbias));
        });
        parity.compare("empty batch", y, 0);
        parity.compare("empty batch, dx", dx, 0);
        parity.compare("empty batch, dweight", dweight, 0);
        parity.compare("empty batch, dbias", dbias, 0);
    }
}
