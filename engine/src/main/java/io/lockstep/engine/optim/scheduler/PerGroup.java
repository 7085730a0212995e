package io.lockstep.engine.optim.scheduler;

import java.util.Arrays;
import java.util.List;

/** Options of which each parameter group has one. */
final class PerGroup {
    private PerGroup() {}

    static <T> List<T> of(String name, List<T> values, int groups) {
        requireCount(name, values.size(), groups);
        return List.copyOf(values);
    }

    /** A value for each group, or one for all. */
    static double[] of(String name, double[] values, int groups) {
        if (values.length == 1) {
            double[] same = new double[groups];
            Arrays.fill(same, values[0]);
            return same;
        }
        requireCount(name, values.length, groups);
        return values.clone();
    }

    private static void requireCount(String name, int count, int groups) {
        if (count != groups) {
            throw new IllegalArgumentException(
                    "the optimizer has " + groups + " parameter groups, but got " + count + " " + name);
        }
    }
}
