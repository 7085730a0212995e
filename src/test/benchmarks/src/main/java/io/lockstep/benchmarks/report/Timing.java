package io.lockstep.benchmarks.report;

import io.lockstep.benchmarks.protocol.Window;
import java.util.Comparator;
import java.util.List;

/**
 * What a contestant's windows say of one step.
 *
 * @param median seconds
 * @param p10 seconds that a tenth of the windows did not reach
 * @param p90 seconds that a tenth of the windows exceeded
 * @param windows that count
 * @param leftOut windows that do not, since others disturbed them
 * @param disturbed windows that count although others disturbed them, since too few would be left
 * @param steps in each window
 */
public record Timing(double median, double p10, double p90, int windows, int leftOut, int disturbed, int steps) {
    /** A window is disturbed if others used more processor time than this share of its duration. */
    private static final double DISTURBED = 0.1;

    /** Leaves out the disturbed windows, but at most half of all, those disturbed most. */
    public static Timing of(List<Window> windows) {
        List<Window> calmFirst = windows.stream()
                .sorted(Comparator.comparingDouble(Window::disturbance))
                .toList();
        long calm = windows.stream()
                .filter(window -> window.disturbance() <= DISTURBED)
                .count();
        int kept = (int) Math.max(calm, (windows.size() + 1) / 2);
        double[] seconds = calmFirst.stream()
                .limit(kept)
                .mapToDouble(Window::secondsPerStep)
                .sorted()
                .toArray();
        return new Timing(
                Percentiles.of(seconds, 0.5),
                Percentiles.of(seconds, 0.1),
                Percentiles.of(seconds, 0.9),
                kept,
                windows.size() - kept,
                kept - (int) calm,
                windows.get(0).steps());
    }
}
