package io.lockstep.benchmarks.report;

import io.lockstep.benchmarks.protocol.StepProfile;
import io.lockstep.benchmarks.task.Task;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What all contestants of a task reached, in turn in one run.
 *
 * @param flops floating-point operations of a step in convolutions and linear layers
 * @param scores ours first
 * @param profile where the time of our steps goes, if that was asked for
 */
public record Row(Task task, double flops, List<Score> scores, Optional<StepProfile> profile) {
    /** Lockstep's. */
    Score ours() {
        return scores.stream()
                .filter(score -> score.engine().isOurs())
                .findFirst()
                .orElseThrow();
    }

    /** The fastest of the others. */
    Score best() {
        return scores.stream()
                .filter(score -> !score.engine().isOurs())
                .min(Comparator.comparingDouble(score -> score.timing().median()))
                .orElseThrow();
    }

    /** How much faster ours is than the fastest of the others: above 1 if it is. */
    double ratio() {
        return best().timing().median() / ours().timing().median();
    }

    double imagesPerSecond(double secondsPerStep) {
        return task.network().batch() / secondsPerStep;
    }

    /** Floating-point operations per second of ours. */
    double flopsPerSecond() {
        return flops / ours().timing().median();
    }

    /** For people: who reached what. */
    @Override
    public String toString() {
        return task + ": ratio " + Numbers.ratio(ratio()) + " ("
                + scores.stream()
                        .map(score -> score.contestant() + " "
                                + Numbers.rounded(imagesPerSecond(score.timing().median())))
                        .collect(Collectors.joining(", "))
                + " img/s)";
    }
}
