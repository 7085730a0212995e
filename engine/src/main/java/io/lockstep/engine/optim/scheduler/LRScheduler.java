package io.lockstep.engine.optim.scheduler;

import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.format.HostArray;
import io.lockstep.engine.optim.optimizer.Optimizer;
import io.lockstep.engine.optim.optimizer.ParamGroup;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Changes the learning rates of an optimizer's parameter groups. Its constructor sets those of epoch 0, and each
 * {@link #step()} those of the next one; an epoch is whatever lies between two calls.
 *
 * <p>Own schedulers extend this class and end their constructors with {@link #begin()}.
 */
public abstract class LRScheduler {
    /** Where a group keeps the learning rate from which its schedulers started. */
    static final String INITIAL_LR = "initialLr";

    private final Optimizer optimizer;
    private double[] baseLrs;
    private double[] lastLrs;
    private long lastEpoch = -1;

    protected LRScheduler(Optimizer optimizer) {
        this.optimizer = optimizer;
        List<ParamGroup> groups = optimizer.paramGroups();
        baseLrs = new double[groups.size()];
        for (int i = 0; i < baseLrs.length; i++) {
            ParamGroup group = groups.get(i);
            if (!group.has(INITIAL_LR)) {
                group.set(INITIAL_LR, group.lr());
            }
            baseLrs[i] = group.get(INITIAL_LR);
        }
        lastLrs = baseLrs.clone();
    }

    /** Sets the learning rates of epoch 0. */
    protected final void begin() {
        initialStep();
    }

    /** The learning rate of a group in epoch {@link #lastEpoch()}, above 0, which was the current {@link #lr} in the last. */
    protected abstract double nextLr(int group);

    /** The learning rate of a group in epoch 0, which was {@link #lr} before. */
    protected double firstLr(int group) {
        return lr(group);
    }

    /** The learning rate of a group in epoch 0, whatever it was before. */
    protected double restartedLr(int group) {
        return baseLr(group);
    }

    /** Goes on to the next epoch. */
    public void step() {
        requireSameGroups();
        lastEpoch++;
        double[] lrs = new double[baseLrs.length];
        for (int i = 0; i < lrs.length; i++) {
            lrs[i] = lastEpoch == 0 ? firstLr(i) : nextLr(i);
        }
        apply(lrs);
    }

    /** The learning rates of the groups that the last step set. */
    public double[] getLastLr() {
        return lastLrs.clone();
    }

    /** Epochs done: the number of steps. */
    public long lastEpoch() {
        return lastEpoch;
    }

    /** A copy of what changes from step to step. Options are not part of it, nor are the optimizer's learning rates. */
    public final Map<String, HostArray> stateDict() {
        Map<String, HostArray> state = new LinkedHashMap<>();
        save("", state);
        return state;
    }

    /**
     * Goes on from a saved state; the optimizer's own is to be loaded, too.
     *
     * @throws IllegalArgumentException if something is missing, or the number of groups was another one
     */
    public final void loadStateDict(Map<String, HostArray> state) {
        load("", state);
    }

    /** Adds the state, under names that begin with {@code prefix}. */
    protected void save(String prefix, Map<String, HostArray> state) {
        put(state, prefix + "last_epoch", (double) lastEpoch);
        put(state, prefix + "base_lrs", baseLrs);
        put(state, prefix + "last_lr", lastLrs);
    }

    /** Takes over the state that lies under names that begin with {@code prefix}. */
    protected void load(String prefix, Map<String, HostArray> state) {
        double[] bases = values(state, prefix + "base_lrs", baseLrs.length);
        double[] lasts = values(state, prefix + "last_lr", baseLrs.length);
        lastEpoch = (long) value(state, prefix + "last_epoch");
        baseLrs = bases;
        lastLrs = lasts;
    }

    // For schedulers of schedulers

    /** Sets the learning rates of epoch 0 from those of the groups. */
    void initialStep() {
        step();
    }

    /** Goes back to before epoch 0. */
    void undoFirstStep() {
        lastEpoch--;
    }

    /** Sets the learning rates of epoch 0, wherever the groups' are. */
    void restart() {
        lastEpoch = 0;
        double[] lrs = new double[baseLrs.length];
        for (int i = 0; i < lrs.length; i++) {
            lrs[i] = restartedLr(i);
        }
        apply(lrs);
    }

    // For subclasses

    protected final Optimizer optimizer() {
        return optimizer;
    }

    protected final ParamGroup group(int index) {
        return optimizer.paramGroups().get(index);
    }

    /** The current learning rate of a group. */
    protected final double lr(int group) {
        return group(group).lr();
    }

    /** The learning rate that a group started from. */
    protected final double baseLr(int group) {
        return baseLrs[group];
    }

    /** Number of groups. */
    protected final int groups() {
        return baseLrs.length;
    }

    final void lastEpoch(long epoch) {
        lastEpoch = epoch;
    }

    /** Sets the learning rates of the groups. */
    final void apply(double[] lrs) {
        for (int i = 0; i < lrs.length; i++) {
            group(i).lr(lrs[i]);
        }
        lastLrs = lrs;
    }

    /** Takes note of the learning rates that others set. */
    final void noteLrs() {
        lastLrs = new double[groups()];
        for (int i = 0; i < lastLrs.length; i++) {
            lastLrs[i] = lr(i);
        }
    }

    final void requireSameGroups() {
        if (optimizer.paramGroups().size() != baseLrs.length) {
            throw new IllegalStateException(
                    "the optimizer has " + optimizer.paramGroups().size()
                            + " parameter groups, but had " + baseLrs.length
                            + " when the scheduler was made; add groups before that");
        }
    }

    protected static void put(Map<String, HostArray> state, String name, double... values) {
        state.put(name, HostArray.of(Shape.of(values.length), values));
    }

    protected static double value(Map<String, HostArray> state, String name) {
        return values(state, name, 1)[0];
    }

    protected static double[] values(Map<String, HostArray> state, String name, int count) {
        HostArray array = state.get(name);
        if (array == null || array.shape().numel() != count) {
            throw new IllegalArgumentException("the state of a scheduler needs " + count + " numbers \"" + name
                    + "\", but got " + array + "; load it into the scheduler that it was saved from");
        }
        double[] values = new double[count];
        array.doubles().get(values);
        return values;
    }

    static void requirePositive(String name, double value) {
        if (!(value > 0)) {
            throw new IllegalArgumentException(name + " is above 0, but got " + value);
        }
    }
}
