package io.lockstep.engine.training;

import io.lockstep.engine.optim.scheduler.LRScheduler;
import io.lockstep.engine.optim.scheduler.ReduceLROnPlateau;
import io.lockstep.engine.training.TrainingOptions.Interval;
import java.util.Map;
import java.util.Objects;

/** What follows from the scores of an epoch: the next learning rates, and whether to stop. */
final class Monitored {
    private final TrainingOptions options;
    private final String name;

    /**
     * @param known the names of all scores
     * @throws IllegalArgumentException if what is to be monitored is not among them
     */
    Monitored(TrainingOptions options, Map<String, Double> known) {
        this.options = options;
        String usual = known.containsKey("val_loss") ? "val_loss" : "train_loss";
        name = options.monitor == null ? usual : options.monitor;
        if (!known.containsKey(name)) {
            throw new IllegalArgumentException("\"" + name + "\" is to be monitored, but this training has "
                    + known.keySet() + "; monitor one of these, or give it validation data or metrics");
        }
    }

    void epochDone(EpochReport report) {
        double value = Objects.requireNonNull(report.values().get(name));
        LRScheduler scheduler = options.scheduler;
        if (scheduler instanceof ReduceLROnPlateau plateau) {
            plateau.step(value);
        } else if (scheduler != null && options.interval == Interval.EPOCH) {
            scheduler.step();
        }
        if (options.earlyStopping != null) {
            options.earlyStopping.step(value);
        }
    }
}
