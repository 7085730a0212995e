package io.lockstep.benchmarks.comms.report;

import io.lockstep.benchmarks.comms.entrant.Family;
import io.lockstep.benchmarks.report.Percentiles;
import java.util.List;
import java.util.stream.LongStream;

/**
 * What one contestant reached in a row.
 *
 * @param contestant its name
 * @param turns the nanoseconds of each operation on rank 0, one array for each turn
 */
public record Score(String contestant, Family family, List<long[]> turns) {
    /** Seconds: the median over the turns of each turn's median. */
    double median() {
        return Percentiles.of(medians(), 0.5);
    }

    /** Seconds that a tenth of all operations did not reach. */
    double p10() {
        return Percentiles.of(seconds(turns.stream().flatMapToLong(LongStream::of)), 0.1);
    }

    /** Seconds that a tenth of all operations exceeded. */
    double p90() {
        return Percentiles.of(seconds(turns.stream().flatMapToLong(LongStream::of)), 0.9);
    }

    /** Of each turn, in seconds, ascending. */
    double[] medians() {
        return turns.stream()
                .mapToDouble(turn -> Percentiles.of(seconds(LongStream.of(turn)), 0.5))
                .sorted()
                .toArray();
    }

    /** In all turns. */
    int operations() {
        return turns.stream().mapToInt(turn -> turn.length).sum();
    }

    private static double[] seconds(LongStream nanos) {
        return nanos.mapToDouble(each -> each / 1e9).sorted().toArray();
    }
}
