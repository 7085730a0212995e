package io.lockstep.cuda.parity;

import io.lockstep.cuda.parity.Parity.Twin;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.SgdSettings;
import io.lockstep.engine.backend.Shape;
import java.util.List;

/** Updates of parameters by gradient descent. */
final class GradientDescentCases implements ParityCases {
    private static final List<SgdSettings> SETTINGS = List.of(
            new SgdSettings(0.1, 0, 0, 0, false, true),
            new SgdSettings(0.1, 0, 0, 0.01, false, false),
            new SgdSettings(0.1, 0.9, 0, 1e-4, false, true),
            new SgdSettings(0.1, 0.9, 0, 1e-4, false, false),
            new SgdSettings(0.05, 0.8, 0.1, 0.01, false, false),
            new SgdSettings(0.05, 0.8, 0, 0.01, true, false),
            new SgdSettings(0.05, 0.8, 0, 0.01, true, true));

    @Override
    public String name() {
        return "gradient descent";
    }

    @Override
    public void run(Parity parity) {
        for (DType dtype : Tolerances.FLOATING) {
            for (SgdSettings settings : SETTINGS) {
                for (int count : new int[] {1, 7, 256, 1003}) {
                    update(parity, dtype, settings, count, 0);
                }
                update(parity, dtype, settings, 40, 3); // begins where nothing can be read by 16 bytes
            }
        }
    }

    private static void update(Parity parity, DType dtype, SgdSettings settings, int count, int before) {
        Twin all = parity.normal(dtype, before + count);
        Twin parameters = before == 0 ? all : all.view(Shape.of(count), new long[] {1}, before);
        Twin gradients = parity.normal(dtype, count);
        Twin buffer = parity.normal(dtype, count);
        Twin fresh = parity.fresh(dtype, count);
        Twin momentum = settings.firstStep() ? fresh : buffer;
        parity.run(side -> {
            NdArray kept = settings.momentum() == 0 ? null : side.of(momentum);
            side.backend().sgd(side.of(parameters), side.of(gradients), kept, settings);
        });
        String what = " of " + count + " " + dtype + " by " + settings;
        parity.compare("parameters" + what, all, Tolerances.of(dtype));
        if (settings.momentum() != 0) {
            parity.compare("momentum" + what, momentum, Tolerances.of(dtype));
        }
    }
}
