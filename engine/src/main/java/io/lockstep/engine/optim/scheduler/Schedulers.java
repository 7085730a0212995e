package io.lockstep.engine.optim.scheduler;

import io.lockstep.engine.format.HostArray;
import io.lockstep.engine.optim.optimizer.Optimizer;
import java.util.List;
import java.util.Map;

/** What schedulers of schedulers share. */
final class Schedulers {
    private Schedulers() {}

    /** The optimizer that all belong to. */
    static Optimizer optimizer(LRScheduler... schedulers) {
        if (schedulers.length == 0) {
            throw new IllegalArgumentException("a scheduler of schedulers needs at least one, but got none");
        }
        for (LRScheduler scheduler : schedulers) {
            if (scheduler instanceof ReduceLROnPlateau) {
                throw new IllegalArgumentException("ReduceLROnPlateau needs a metric in each step and cannot be one of"
                        + " several schedulers; step it beside them");
            }
            if (scheduler.optimizer() != schedulers[0].optimizer()) {
                throw new IllegalArgumentException(
                        "the schedulers belong to different optimizers; give all the same one");
            }
        }
        return schedulers[0].optimizer();
    }

    static void save(List<LRScheduler> schedulers, String prefix, Map<String, HostArray> state) {
        for (int i = 0; i < schedulers.size(); i++) {
            schedulers.get(i).save(prefix + "schedulers." + i + ".", state);
        }
    }

    static void load(List<LRScheduler> schedulers, String prefix, Map<String, HostArray> state) {
        for (int i = 0; i < schedulers.size(); i++) {
            schedulers.get(i).load(prefix + "schedulers." + i + ".", state);
        }
    }
}
