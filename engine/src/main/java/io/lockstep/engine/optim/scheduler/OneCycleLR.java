package io.lockstep.engine.optim.scheduler;

import io.lockstep.engine.optim.optimizer.Optimizer;
import io.lockstep.engine.optim.optimizer.ParamGroup;

/**
 * One cycle (Smith and Topin 2018): the learning rate rises from maxLr / divFactor to maxLr in a part {@code pctStart} of
 * all steps and falls to maxLr / divFactor / finalDivFactor in the rest, or in three phases first back to where it started;
 * momentum (of Adam: beta1) goes the other way. To be stepped after every step of the optimizer, totalSteps - 1 times.
 */
public final class OneCycleLR extends LRScheduler {
    private final OneCycleOptions options;
    private final double[] maxLrs;
    private final double[] baseMomentums;
    private final double[] maxMomentums;
    private final String momentum;

    public OneCycleLR(Optimizer optimizer, double maxLr, long totalSteps) {
        this(optimizer, OneCycleOptions.of(totalSteps, maxLr));
    }

    /** @throws IllegalArgumentException if momentum shall cycle but the optimizer has none */
    public OneCycleLR(Optimizer optimizer, OneCycleOptions options) {
        super(startFrom(optimizer, options));
        this.options = options;
        maxLrs = PerGroup.of("maxLr", options.maxLr(), groups());
        baseMomentums = PerGroup.of("baseMomentum", options.baseMomentum(), groups());
        maxMomentums = PerGroup.of("maxMomentum", options.maxMomentum(), groups());
        ParamGroup first = group(0);
        momentum = first.has("beta1") ? "beta1" : "momentum";
        if (options.cycleMomentum() && !first.has(momentum)) {
            throw new IllegalArgumentException("momentum cannot cycle, since the optimizer has neither \"momentum\" nor"
                    + " \"beta1\"; use cycleMomentum(false)");
        }
        begin();
    }

    /** Sets where the learning rates start before the base class reads it. */
    private static Optimizer startFrom(Optimizer optimizer, OneCycleOptions options) {
        int groups = optimizer.paramGroups().size();
        double[] maxLrs = PerGroup.of("maxLr", options.maxLr(), groups);
        for (int i = 0; i < groups; i++) {
            optimizer.paramGroups().get(i).set(INITIAL_LR, maxLrs[i] / options.divFactor());
        }
        return optimizer;
    }

    @Override
    protected double firstLr(int group) {
        return nextLr(group);
    }

    @Override
    protected double restartedLr(int group) {
        return nextLr(group);
    }

    @Override
    protected double nextLr(int group) {
        double initial = maxLrs[group] / options.divFactor();
        double min = initial / options.finalDivFactor();
        double top = options.pctStart() * options.totalSteps() - 1;
        double last = options.totalSteps() - 1.0;
        double step = lastEpoch();
        if (step > options.totalSteps()) {
            throw new IllegalStateException("the cycle has " + options.totalSteps() + " steps, but this is step "
                    + lastEpoch() + "; make it longer, or stop stepping");
        }
        if (step <= top) {
            return phase(group, 0, top, new double[] {initial, maxLrs[group]}, -1);
        }
        if (!options.threePhase()) {
            return phase(group, top, last, new double[] {maxLrs[group], min}, 1);
        }
        double bottom = 2 * options.pctStart() * options.totalSteps() - 2;
        return step <= bottom
                ? phase(group, top, bottom, new double[] {maxLrs[group], initial}, 1)
                : phase(group, bottom, last, new double[] {initial, min}, 0);
    }

    /** The learning rate in a phase; sets the momentum, which falls (-1), rises (1) or stays at its maximum (0). */
    private double phase(int group, double start, double end, double[] lrs, int momentumDirection) {
        double share = end == start ? 1 : (lastEpoch() - start) / (end - start);
        if (options.cycleMomentum()) {
            double from = momentumDirection > 0 ? baseMomentums[group] : maxMomentums[group];
            double to = momentumDirection < 0 ? baseMomentums[group] : maxMomentums[group];
            group(group).set(momentum, options.anneal(from, to, share));
        }
        return options.anneal(lrs[0], lrs[1], share);
    }
}
