package io.lockstep.comms.plan;

/**
 * One step of a rank: it sends one range of its buffer to a rank and receives one from a rank, at the same time. Either
 * may be missing, with rank {@link #NOBODY} and an empty range.
 *
 * @param sendStart where the bytes to send start in the buffer
 * @param sendEnd where they end
 * @param receiveStart where the received bytes belong in the buffer
 * @param receiveEnd where they end
 */
public record Step(
        int sendTo, int sendStart, int sendEnd, int receiveFrom, int receiveStart, int receiveEnd, Arrival arrival) {
    static final int NOBODY = -1;

    static Step send(int to, int start, int end) {
        return new Step(to, start, end, NOBODY, 0, 0, Arrival.REPLACE);
    }

    static Step receive(int from, int start, int end, Arrival arrival) {
        return new Step(NOBODY, 0, 0, from, start, end, arrival);
    }

    int sendBytes() {
        return sendEnd - sendStart;
    }

    int receiveBytes() {
        return receiveEnd - receiveStart;
    }

    boolean reduces() {
        return arrival != Arrival.REPLACE;
    }

    /** Whether this step sends bytes that {@code other} receives. */
    boolean sendsWhat(Step other) {
        return Math.max(sendStart, other.receiveStart) < Math.min(sendEnd, other.receiveEnd);
    }
}
