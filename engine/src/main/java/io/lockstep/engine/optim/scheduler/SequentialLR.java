package io.lockstep.engine.optim.scheduler;

import io.lockstep.engine.format.HostArray;
import io.lockstep.engine.optim.optimizer.Optimizer;
import java.util.List;
import java.util.Map;

/** One scheduler after the other: the next one starts, from the first learning rates, in the epoch that is its milestone. */
public final class SequentialLR extends LRScheduler {
    private final List<LRScheduler> schedulers;
    private final long[] milestones;

    /**
     * @param milestones in which epochs the second scheduler, the third and so on start, ascending
     * @throws IllegalArgumentException if there are not as many milestones as changes
     */
    public SequentialLR(Optimizer optimizer, List<LRScheduler> schedulers, long... milestones) {
        super(Schedulers.optimizer(schedulers.toArray(new LRScheduler[0])));
        if (optimizer != optimizer()) {
            throw new IllegalArgumentException("the schedulers belong to another optimizer; make them for this one");
        }
        if (milestones.length != schedulers.size() - 1) {
            throw new IllegalArgumentException(schedulers.size() + " schedulers need " + (schedulers.size() - 1)
                    + " milestones, at which the next one starts, but got " + milestones.length);
        }
        this.schedulers = List.copyOf(schedulers);
        this.milestones = milestones.clone();
        undoFirstStep();
        initialStep();
    }

    @Override
    public void step() {
        long epoch = lastEpoch() + 1;
        lastEpoch(epoch);
        int current = current();
        if (current > 0 && milestones[current - 1] == epoch) {
            schedulers.get(current).restart();
        } else {
            schedulers.get(current).step();
        }
        noteLrs();
    }

    private int current() {
        int passed = 0;
        while (passed < milestones.length && milestones[passed] <= lastEpoch()) {
            passed++;
        }
        return passed;
    }

    /** Not asked for: the schedulers set the learning rates themselves. */
    @Override
    protected double nextLr(int group) {
        return lr(group);
    }

    @Override
    void initialStep() {
        for (int i = 0; i < groups(); i++) {
            group(i).lr(group(i).get(INITIAL_LR));
        }
        schedulers.get(0).initialStep();
        lastEpoch(0);
        noteLrs();
    }

    @Override
    void undoFirstStep() {
        schedulers.forEach(LRScheduler::undoFirstStep);
    }

    @Override
    void restart() {
        schedulers.get(0).restart();
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
