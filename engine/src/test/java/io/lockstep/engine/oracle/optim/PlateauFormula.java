package io.lockstep.engine.oracle.optim;

import io.lockstep.engine.optim.scheduler.ReduceLROnPlateau;
import java.util.function.IntToDoubleFunction;

/** The learning rate of ReduceLROnPlateau, found anew for each epoch from all metrics before. */
final class PlateauFormula {
    private PlateauFormula() {}

    static Formula of(ReduceLROnPlateau.Options o, IntToDoubleFunction metric) {
        return (base, t) -> {
            double lr = base;
            double sign = o.mode() == ReduceLROnPlateau.Mode.MIN ? 1 : -1;
            double best = Double.POSITIVE_INFINITY; // of sign * found
            int bad = 0;
            int resting = 0;
            for (int epoch = 0; epoch < t; epoch++) {
                double found = metric.applyAsDouble(epoch);
                double margin = o.relative() ? o.threshold() * sign * best : o.threshold();
                boolean improved = best == Double.POSITIVE_INFINITY || sign * found < best - margin;
                if (improved) {
                    best = sign * found;
                }
                bad = improved || resting > 0 ? 0 : bad + 1;
                resting = Math.max(0, resting - 1);
                if (bad > o.patience()) {
                    double next = Math.max(lr * o.factor(), o.minLr()[0]);
                    lr = lr - next > o.eps() ? next : lr;
                    bad = 0;
                    resting = (int) o.cooldown();
                }
            }
            return lr;
        };
    }
}
