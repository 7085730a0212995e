package io.lockstep.driver.run;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * A linear axis from {@code min} to {@code max} with a tick every {@code step}, which is 1, 2 or 5 times a power of ten;
 * both ends are ticks.
 */
record Axis(double min, double max, double step) {
    /** The axis that shows all {@code values} with about {@code ticks} ticks. */
    static Axis covering(DoubleStream values, int ticks) {
        DoubleSummaryStatistics statistics = values.summaryStatistics();
        if (statistics.getCount() == 0) {
            return new Axis(0, 1, 1);
        }
        double low = statistics.getMin();
        double range = Math.max(statistics.getMax() - low, Math.max(Math.abs(low), 1) * 1e-6);
        double raw = range / ticks;
        double power = Math.pow(10, Math.floor(Math.log10(raw)));
        double step = power * (raw <= power ? 1 : raw <= 2 * power ? 2 : raw <= 5 * power ? 5 : 10);
        double min = step * Math.floor(low / step + 1e-9);
        double max = step * Math.ceil((low + range) / step - 1e-9);
        return new Axis(min, max, step);
    }

    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        long count = Math.round((max - min) / step);
        for (long i = 0; i <= count; i++) {
            ticks.add(min + i * step);
        }
        return ticks;
    }

    /** Where {@code value} lies: 0 at the lower end, 1 at the upper. */
    double share(double value) {
        return (value - min) / (max - min);
    }

    /** With as many decimals as the step has. */
    String label(double tick) {
        int decimals = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
        return BigDecimal.valueOf(tick)
                .setScale(decimals, RoundingMode.HALF_EVEN)
                .toPlainString();
    }
}
