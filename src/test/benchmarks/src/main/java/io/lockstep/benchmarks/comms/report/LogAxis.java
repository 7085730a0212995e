package io.lockstep.benchmarks.comms.report;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.stream.DoubleStream;

/** A logarithmic axis; both ends are powers of ten. */
record LogAxis(int lowest, int highest) {
    /** The axis that shows all {@code values}, which are positive. */
    static LogAxis covering(DoubleStream values) {
        DoubleSummaryStatistics statistics = values.summaryStatistics();
        if (statistics.getCount() == 0) {
            return new LogAxis(0, 1);
        }
        int lowest = (int) Math.floor(Math.log10(statistics.getMin()));
        int highest = (int) Math.ceil(Math.log10(statistics.getMax()));
        return new LogAxis(lowest, Math.max(highest, lowest + 1));
    }

    /** The powers of ten. */
    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        for (int exponent = lowest; exponent <= highest; exponent++) {
            ticks.add(Math.pow(10, exponent));
        }
        return ticks;
    }

    /** Where {@code value} lies: 0 at the lower end, 1 at the upper. */
    double share(double value) {
        return (Math.log10(value) - lowest) / (highest - lowest);
    }

    static String label(double tick) {
        return BigDecimal.valueOf(tick).stripTrailingZeros().toPlainString();
    }
}
