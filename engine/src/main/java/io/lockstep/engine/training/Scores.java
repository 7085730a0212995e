package io.lockstep.engine.training;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What came of a pass over data.
 *
 * @param samples how many were seen
 * @param values the mean loss under the name {@code loss}, and the metrics under theirs
 */
public record Scores(long samples, Map<String, Double> values) {
    /** The name of the mean loss. */
    public static final String LOSS = "loss";

    public Scores {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** The mean loss of a sample; NaN without samples. */
    public double loss() {
        return get(LOSS);
    }

    /** @throws IllegalArgumentException if there is no metric of this name */
    public double get(String name) {
        Double value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("there is no metric \"" + name + "\"; there are " + values.keySet());
        }
        return value;
    }

    /** Such as {@code loss 0.1234  acc1 0.9651}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        values.forEach((name, value) -> text.append(text.isEmpty() ? "" : "  ")
                .append(name)
                .append(String.format(Locale.ROOT, " %.4f", value)));
        return text.toString();
    }
}
