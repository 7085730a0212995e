package io.lockstep.benchmarks.task;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Element type that convolutions and linear layers compute in; parameters and their gradients are float32 in any case. */
public enum Precision {
    FLOAT32,
    /** As under autocast, in training only. */
    BFLOAT16;

    public static Optional<Precision> of(String title) {
        return Arrays.stream(values())
                .filter(precision -> precision.toString().equals(title))
                .findFirst();
    }

    public static List<String> titles() {
        return Arrays.stream(values()).map(Precision::toString).toList();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
