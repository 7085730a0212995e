package io.lockstep.engine.optim.scheduler;

import io.lockstep.engine.format.HostArray;
import java.util.List;
import java.util.Map;

/** Several schedulers of one optimizer, of which each goes on from the learning rates that the one before it set. */
public final class ChainedScheduler extends LRScheduler {
    private final List<LRScheduler> schedulers;

    /** @throws IllegalArgumentException if there are none, or they belong to different optimizers */
    public ChainedScheduler(LRScheduler... schedulers) {
        super(Schedulers.optimizer(schedulers));
        this.schedulers = List.of(schedulers);
        lastEpoch(0);
        noteLrs();
    }

    @Override
    public void step() {
        schedulers.forEach(LRScheduler::step);
        lastEpoch(lastEpoch() + 1);
        noteLrs();
    }

    /** Not asked for: the schedulers set the learning rates themselves. */
    @Override
    protected double nextLr(int group) {
        return lr(group);
    }

    @Override
    void initialStep() {
        schedulers.forEach(LRScheduler::initialStep);
        lastEpoch(0);
        noteLrs();
    }

    @Override
    void undoFirstStep() {
        schedulers.forEach(LRScheduler::undoFirstStep);
    }

    /** The first one starts anew and all others go on from there. */
    @Override
    void restart() {
        for (int i = 0; i < groups(); i++) {
            group(i).lr(baseLr(i));
        }
        for (LRScheduler scheduler : schedulers) {
            scheduler.lastEpoch(-1);
            scheduler.initialStep();
        }
        lastEpoch(0);
        noteLrs();
    }

    @Override
    protected void save(String prefix, Map<String, HostArray> state) {
        super.save(prefix, state);
        Schedulers.save(schedulers, prefix, state);
    }

    @Override
    protected void load(String prefix, Map<String, HostArray> state) {
        super.load(prefix, state);
        Schedulers.load(schedulers, prefix, state);
    }
}
