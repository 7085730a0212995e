package io.lockstep.cuda.parity;

import io.lockstep.cuda.parity.Parity.Twin;
import io.lockstep.engine.backend.AdamSettings;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Updates of parameters by Adam and AdamW. */
final class AdaptiveMomentsCases implements ParityCases {
    private static final List<AdamSettings> SETTINGS = List.of(
            settings(0, false, 1), settings(0.01, false, 7), settings(0.05, true, 1), settings(0.05, true, 1000));

    private static AdamSettings settings(double weightDecay, boolean decoupled, int step) {
        double correction1 = 1 - Math.pow(0.9, step);
        double correction2 = 1 - Math.pow(0.99, step);
        return new AdamSettings(0.1, 0.9, 0.99, 1e-6, weightDecay, decoupled, correction1, correction2);
    }

    @Override
    public String name() {
        return "adaptive moments";
    }

    @Override
    public void run(Parity parity) {
        for (DType dtype : Tolerances.FLOATING) {
            for (AdamSettings settings : SETTINGS) {
                for (boolean largest : new boolean[] {false, true}) {
                    for (int count : new int[] {1, 7, 256, 1003}) {
                        update(parity, dtype, settings, largest, count, 0);
                    }
                    update(parity, dtype, settings, largest, 40, 3); // begins where nothing can be read by 16 bytes
                }
            }
            special(parity, dtype);
        }
    }

    private static void update(
            Parity parity, DType dtype, AdamSettings settings, boolean amsgrad, int count, int before) {
        Twin all = parity.normal(dtype, before + count);
        Twin parameters = before == 0 ? all : all.view(Shape.of(count), new long[] {1}, before);
        Twin gradients = parity.normal(dtype, count);
        Twin average = parity.normal(dtype, count);
        Twin square = squares(parity, dtype, count);
        Twin largest = squares(parity, dtype, count);
        for (int step = 0; step < 2; step++) {
            run(parity, parameters, gradients, average, square, amsgrad ? largest : null, settings);
        }
        String what = " of " + count + " " + dtype + (amsgrad ? " by the largest squares and " : " by ") + settings;
        parity.compare("parameters" + what, all, Tolerances.of(dtype));
        parity.compare("average" + what, average, Tolerances.of(dtype));
        parity.compare("average of squares" + what, square, Tolerances.of(dtype));
        parity.compare("largest" + what, largest, Tolerances.of(dtype)); // as it was if it is not wanted
    }

    /** Far enough from 0 that the last bit of a half precision does not show in their roots. */
    private static Twin squares(Parity parity, DType dtype, int count) {
        return parity.array(
                dtype, Shape.of(count), () -> 0.5 + Math.abs(parity.random().nextGaussian()));
    }

    /** NaN, infinities, a gradient of 0 with averages of 0, and a square too large for half precision and float32. */
    private static void special(Parity parity, DType dtype) {
        AdamSettings settings = settings(0, false, 1);
        Twin parameters = row(parity, dtype, 1, Double.POSITIVE_INFINITY, Double.NaN, 1, 1, 1, 1, 1);
        Twin gradients =
                row(parity, dtype, Double.NaN, 1, 1, 0, Double.NEGATIVE_INFINITY, dtype.isHalf() ? 3e4 : 1e30, 1, 1);
        Twin average = row(parity, dtype, 0, 0, 0, 0, 0, 0, 1, Double.NaN);
        Twin square = row(parity, dtype, 1, 1, 1, 0, 1, 1, Double.NaN, 1);
        Twin largest = row(parity, dtype, 1, Double.NaN, 1, 0, 1, 1, 1, Double.POSITIVE_INFINITY);
        run(parity, parameters, gradients, average, square, largest, settings);
        parity.compare("parameters among special " + dtype, parameters, Tolerances.of(dtype));
        parity.compare("average among special " + dtype, average, Tolerances.of(dtype));
        parity.compare("squares among special " + dtype, square, Tolerances.of(dtype));
        parity.compare("largest among special " + dtype, largest, Tolerances.of(dtype));
    }

    private static Twin row(Parity parity, DType dtype, double... values) {
        int[] next = {0};
        return parity.array(dtype, Shape.of(values.length), () -> values[next[0]++]);
    }

    private static void run(
            Parity parity,
            Twin parameters,
            Twin gradients,
            Twin average,
            Twin square,
            @Nullable Twin largest,
            AdamSettings settings) {
        parity.run(side -> {
            NdArray most = largest == null ? null : side.of(largest);
            side.backend()
                    .adam(side.of(parameters), side.of(gradients), side.of(average), side.of(square), most, settings);
        });
    }
}
