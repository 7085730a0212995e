package io.lockstep.cuda.parity;

import io.lockstep.cuda.parity.Parity.Twin;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.LarsSettings;
import io.lockstep.engine.backend.Shape;
import java.util.List;

/** Updates of parameters by layer-wise adaptive rate scaling. */
final class LayerwiseRatesCases implements ParityCases {
    private static final List<LarsSettings> SETTINGS = List.of(
            new LarsSettings(0.5, 0.9, 0.1, 0, 0, true),
            new LarsSettings(0.5, 0.8, 0.1, 0.5, 0.01, true),
            new LarsSettings(0.1, 0.9, 0.1, 0, 0.01, false));

    /** Elements whose squares make several sums, the last of which is of few. */
    private static final int LARGE = 2 * 8192 + 77;

    @Override
    public String name() {
        return "layer-wise rates";
    }

    @Override
    public void run(Parity parity) {
        for (DType dtype : Tolerances.FLOATING) {
            for (LarsSettings settings : SETTINGS) {
                for (int count : new int[] {1, 7, 256, 1003, LARGE}) {
                    update(parity, dtype, settings, 1, 1, count, 0);
                }
                update(parity, dtype, settings, 1, 1, 40, 3); // begins where nothing can be read by 16 bytes
                update(parity, dtype, settings, 0, 1, 40, 0);
                update(parity, dtype, settings, 1, 0, 40, 0);
                update(parity, dtype, settings, 1, Double.NaN, 40, 0);
            }
            // squares that are too large, and too small, for the type itself
            double large = dtype.isHalf() ? 1e3 : 1e25;
            update(parity, dtype, SETTINGS.get(0), large, large, 256, 0);
            double small = dtype == DType.FLOAT16 ? 1e-3 : 1e-25;
            update(parity, dtype, SETTINGS.get(0), 1, small, 256, 0);
        }
    }

    private static void update(
            Parity parity, DType dtype, LarsSettings settings, double ofW, double ofG, int count, int before) {
        Twin all = numbers(parity, dtype, ofW, before + count);
        Twin parameters = before == 0 ? all : all.view(Shape.of(count), new long[] {1}, before);
        Twin gradients = numbers(parity, dtype, ofG, count);
        Twin buffer = parity.normal(dtype, count);
        parity.run(side -> side.backend().lars(side.of(parameters), side.of(gradients), side.of(buffer), settings));
        String what = " of " + count + " " + dtype + " around " + ofW + " and " + ofG + " by " + settings;
        parity.compare("buffer" + what, buffer, Tolerances.of(dtype));
        parity.compare("parameters" + what, all, Tolerances.of(dtype));
    }

    private static Twin numbers(Parity parity, DType dtype, double size, int count) {
        return parity.array(dtype, Shape.of(count), () -> size * parity.random().nextGaussian());
    }
}
