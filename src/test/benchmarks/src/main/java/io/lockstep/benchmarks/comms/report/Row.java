package io.lockstep.benchmarks.comms.report;

import io.lockstep.benchmarks.comms.ByteSize;
import io.lockstep.benchmarks.comms.entrant.Family;
import io.lockstep.benchmarks.report.Numbers;
import io.lockstep.benchmarks.report.Percentiles;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * What all contestants reached with buffers of one size on so many ranks, in turn in one run.
 *
 * @param bytes of the buffer of each rank
 * @param scores of those who did not fail
 * @param goodputs bytes per second that one TCP connection between two emulated hosts carried, measured once a round; none
 *     on this machine as it is
 */
public record Row(int ranks, long bytes, List<Score> scores, List<Double> goodputs) {
    /** Lockstep's as it is, if it did not fail. */
    Optional<Score> ours() {
        return scores.stream()
                .filter(score -> score.contestant().equals(Family.LOCKSTEP.toString()))
                .findFirst();
    }

    /** Lockstep's, and those of its variants. */
    List<Score> variants() {
        return scores.stream().filter(score -> score.family().isOurs()).toList();
    }

    /** The fastest of a family. */
    Optional<Score> best(Family family) {
        return scores.stream().filter(score -> score.family() == family).min(Comparator.comparingDouble(Score::median));
    }

    /** Bytes of the buffer per second. */
    double algorithmBandwidth(Score score) {
        return bytes / score.median();
    }

    /**
     * Bytes per second that each rank would send in a ring, 2S(P-1)/P in all: what the links carry at least, whatever the
     * algorithm, and so comparable over numbers of ranks.
     */
    double busBandwidth(Score score) {
        return algorithmBandwidth(score) * 2 * (ranks - 1) / ranks;
    }

    /** The median of what iperf3 measured. */
    OptionalDouble goodput() {
        double[] sorted = goodputs.stream().mapToDouble(each -> each).sorted().toArray();
        return sorted.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(Percentiles.of(sorted, 0.5));
    }

    /** The bus bandwidth over what iperf3 measured of the same link in the same minutes. */
    OptionalDouble shareOfLink(Score score) {
        return goodput().isPresent()
                ? OptionalDouble.of(busBandwidth(score) / goodput().getAsDouble())
                : OptionalDouble.empty();
    }

    /** As in the ratios, such as {@code 25m-2}. */
    String key() {
        return ByteSize.text(bytes) + "-" + ranks;
    }

    /** For people: who reached what. */
    @Override
    public String toString() {
        return ByteSize.text(bytes) + ", " + ranks + " ranks: "
                + scores.stream()
                        .map(score -> score.contestant() + " " + Numbers.rounded(score.median() * 1e6))
                        .collect(Collectors.joining(", "))
                + " us";
    }
}
