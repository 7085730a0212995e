package io.lockstep.cuda.parity;

import io.lockstep.cuda.parity.Parity.Twin;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;

/** Cross entropy with and without label smoothing, and its gradient. */
final class CrossEntropyCases implements ParityCases {
    private static final double[] EXTREMES = {0, 1e4, -1e4, 88, -104, Double.NEGATIVE_INFINITY};

    @Override
    public String name() {
        return "cross entropy";
    }

    @Override
    public void run(Parity parity) {
        for (DType dtype : Tolerances.FLOATING) {
            for (double smoothing : new double[] {0, 0.1}) {
                for (int classes : new int[] {1, 2, 31, 32, 100, 1003}) {
                    Twin logits = parity.array(
                            dtype,
                            Shape.of(7, classes),
                            () -> 3 * parity.random().nextGaussian());
                    compare(parity, logits, dtype, 7, classes, smoothing);
                }
                Twin turned = parity.normal(dtype, 10, 5).view(Shape.of(5, 10), new long[] {1, 5}, 0);
                compare(parity, turned, dtype, 5, 10, smoothing);
            }
            compare(parity, parity.normal(dtype, 2, 4500), dtype, 2, 4500, 0.1); // rows of whole blocks
        }
        extremes(parity);
    }

    private static void extremes(Parity parity) {
        for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
            for (double smoothing : new double[] {0, 0.1}) {
                int[] next = {0};
                Twin logits = parity.array(dtype, Shape.of(6, 5), () -> EXTREMES[next[0]++ % EXTREMES.length]);
                compare(parity, logits, dtype, 6, 5, smoothing);
                Twin unknown = parity.array(dtype, Shape.of(2, 5), () -> next[0]++ % 7 == 0 ? Double.NaN : 1);
                compare(parity, unknown, dtype, 2, 5, smoothing);
            }
        }
    }

    private static void compare(Parity parity, Twin logits, DType dtype, int rows, int classes, double smoothing) {
        String what = " of " + dtype + " [" + rows + ", " + classes + "] with smoothing " + smoothing;
        Twin labels = parity.whole(DType.INT64, 0, classes, rows);
        Twin losses = parity.fresh(dtype, rows);
        Twin probabilities = parity.fresh(dtype, rows, classes);
        parity.run(side -> side.backend()
                .crossEntropy(side.of(logits), side.of(labels), smoothing, side.of(losses), side.of(probabilities)));
        double tolerance = Tolerances.of(dtype);
        parity.compare("losses" + what, losses, tolerance);
        parity.compare("probabilities" + what, probabilities, tolerance);
        Twin dlosses = parity.normal(dtype, rows);
        Twin dlogits = parity.fresh(dtype, rows, classes);
        parity.run(side -> side.backend()
                .crossEntropyBackward(
                        side.of(probabilities), side.of(labels), smoothing, side.of(dlosses), side.of(dlogits)));
        parity.compare("gradient" + what, dlogits, tolerance);
    }
}
