package io.lockstep.comms;

/**
 * What a communicator has done since it was made.
 *
 * @param operations finished operations
 * @param sentBytes bytes of data handed to the network, without headers
 * @param busyNanos time in which an operation was going on
 * @param waitingNanos the part of it before the ranks that the operation deals with had reached it, too
 */
public record CommunicationStatistics(long operations, long sentBytes, long busyNanos, long waitingNanos) {
    /** What was done between {@code earlier} and this. */
    public CommunicationStatistics since(CommunicationStatistics earlier) {
        return new CommunicationStatistics(
                operations - earlier.operations,
                sentBytes - earlier.sentBytes,
                busyNanos - earlier.busyNanos,
                waitingNanos - earlier.waitingNanos);
    }
}
