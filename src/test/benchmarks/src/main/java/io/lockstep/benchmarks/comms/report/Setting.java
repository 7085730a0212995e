package io.lockstep.benchmarks.comms.report;

/**
 * How was measured.
 *
 * @param place where the ranks ran
 * @param congestionControl of TCP
 * @param rounds in each of which each contestant had a turn
 * @param turnMillis how long one was
 */
public record Setting(String place, String congestionControl, int rounds, long turnMillis) {
    @Override
    public String toString() {
        return place + "; TCP congestion control " + congestionControl + "; " + rounds + " rounds, turns of "
                + turnMillis + " ms";
    }
}
