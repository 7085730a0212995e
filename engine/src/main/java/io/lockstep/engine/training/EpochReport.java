package io.lockstep.engine.training;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An epoch that is done.
 *
 * @param epoch its number, from 1
 * @param epochs how many there shall be
 * @param step steps of the optimizer since the beginning
 * @param lr learning rate of the first group in its last step
 * @param train the training's scores
 * @param validation the scores of the evaluation after it, null without validation
 * @param seconds how long it took, the evaluation left out
 */
public record EpochReport(
        long epoch,
        long epochs,
        long step,
        double lr,
        Scores train,
        @Nullable Scores validation,
        double seconds) {
    /** All scores, those of the training with {@code train_} before their names and those of the evaluation with {@code val_}. */
    public Map<String, Double> values() {
        return values(train, validation);
    }

    static Map<String, Double> values(Scores train, @Nullable Scores validation) {
        Map<String, Double> values = new LinkedHashMap<>();
        train.values().forEach((name, value) -> values.put("train_" + name, value));
        if (validation != null) {
            validation.values().forEach((name, value) -> values.put("val_" + name, value));
        }
        return values;
    }
}
