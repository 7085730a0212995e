package io.lockstep.engine.optim.optimizer;

import io.lockstep.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Parameters that are updated with the same options. The options may change from step to step; schedulers do that. */
public final class ParamGroup {
    static final String LR = "lr";
    static final String WEIGHT_DECAY = "weightDecay";
    static final String L1_PENALTY = "l1Penalty";
    static final String MAXIMIZE = "maximize";

    private final List<Range> ranges;
    private final Map<String, Double> options;

    ParamGroup(List<Range> ranges, Map<String, Double> options) {
        this.ranges = ranges;
        this.options = new LinkedHashMap<>(options);
    }

    public List<Tensor> parameters() {
        List<Tensor> parameters = new ArrayList<>();
        ranges.forEach(range -> parameters.add(range.parameter()));
        return parameters;
    }

    /** All options by name, those included that schedulers left here. */
    public Map<String, Double> options() {
        return Collections.unmodifiableMap(options);
    }

    public double lr() {
        return get(LR);
    }

    public void lr(double lr) {
        set(LR, lr);
    }

    public boolean has(String option) {
        return options.containsKey(option);
    }

    /** @throws IllegalArgumentException if there is no such option */
    public double get(String option) {
        Double value = options.get(option);
        if (value == null) {
            throw new IllegalArgumentException(
                    "a parameter group of this optimizer has no option \"" + option + "\"; it has " + options.keySet());
        }
        return value;
    }

    /** Whether a flag is set. */
    public boolean isSet(String option) {
        return get(option) != 0;
    }

    public void set(String option, double value) {
        options.put(option, value);
    }

    List<Range> ranges() {
        return ranges;
    }

    void requireAtLeastZero(String... names) {
        for (String name : names) {
            if (!(get(name) >= 0)) {
                throw new IllegalArgumentException("option \"" + name + "\" is 0 or more, but got " + get(name));
            }
        }
    }

    /** Of averages: the share that is kept. */
    void requireBelowOne(String... names) {
        requireAtLeastZero(names);
        for (String name : names) {
            if (!(get(name) < 1)) {
                throw new IllegalArgumentException("option \"" + name + "\" is below 1, but got " + get(name));
            }
        }
    }
}
