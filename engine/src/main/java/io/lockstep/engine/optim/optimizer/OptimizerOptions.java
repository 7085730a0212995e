package io.lockstep.engine.optim.optimizer;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is set of a parameter group's options; the rest comes from the optimizer's defaults. Options are numbers by name, a
 * flag being 0 or 1.
 *
 * @param <O> the options of one optimizer
 */
public abstract class OptimizerOptions<O extends OptimizerOptions<O>> {
    private final Map<String, Double> values = new LinkedHashMap<>();

    OptimizerOptions() {}

    /** Learning rate. */
    public final O lr(double lr) {
        return with(ParamGroup.LR, lr);
    }

    /** Factor of the parameter that is added to its gradient, the gradient of an L2 penalty weightDecay / 2 |w|^2. */
    public final O weightDecay(double weightDecay) {
        return with(ParamGroup.WEIGHT_DECAY, weightDecay);
    }

    /** Factor of the parameter's sign that is added to its gradient, the gradient of an L1 penalty l1Penalty |w|_1. */
    public final O l1Penalty(double l1Penalty) {
        return with(ParamGroup.L1_PENALTY, l1Penalty);
    }

    /** Whether the objective grows instead of falling: the gradient is negated before all else. */
    public final O maximize(boolean maximize) {
        return with(ParamGroup.MAXIMIZE, maximize);
    }

    abstract O self();

    final O with(String name, double value) {
        values.put(name, value);
        return self();
    }

    final O with(String name, boolean value) {
        return with(name, value ? 1 : 0);
    }

    /** What every optimizer has, before its own defaults. */
    final O withCommonDefaults(double lr, double weightDecay) {
        lr(lr);
        with(ParamGroup.WEIGHT_DECAY, weightDecay);
        l1Penalty(0);
        return maximize(false);
    }

    final Map<String, Double> values() {
        return values;
    }
}
