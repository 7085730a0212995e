package io.lockstep.comms.plan;

import java.util.List;

/**
 * How algorithms that want a power of two of ranks serve any other number: with Q the largest power of two up to P, each
 * of the first P-Q even ranks gives its buffer to the odd rank above it, stands aside, and gets the result from there.
 * Two more steps and 2S more bytes for these pairs.
 *
 * <p>Reference: R. Rabenseifner, J. L. Träff, "More efficient reduction algorithms for non-power-of-two number of
 * processors in message-passing parallel systems", EuroPVM/MPI 2004, section 2.2.
 */
final class Fold {
    private final int rank;
    private final int size;
    private final int pairs;

    Fold(int rank, int worldSize) {
        this.rank = rank;
        size = Integer.highestOneBit(worldSize);
        pairs = worldSize - size;
    }

    /** The number Q of ranks that stay, a power of two. */
    int size() {
        return size;
    }

    /** Whether this rank stands aside. */
    boolean isAside() {
        return rank < 2 * pairs && rank % 2 == 0;
    }

    /** This rank's number among those that stay. */
    int position() {
        return rank < 2 * pairs ? rank / 2 : rank - pairs;
    }

    /** The rank whose number among those that stay is {@code position}. */
    int rankAt(int position) {
        return position < pairs ? 2 * position + 1 : position + pairs;
    }

    /** The step before the others: the buffer of {@code bytes} bytes goes from the even to the odd rank of a pair. */
    void in(List<Step> steps, int start, int end) {
        if (isAside()) {
            steps.add(Step.send(rank + 1, start, end));
        } else if (rank < 2 * pairs) {
            steps.add(Step.receive(rank - 1, start, end, Arrival.REDUCE));
        }
    }

    /** The step after the others: the result goes back. */
    void out(List<Step> steps, int start, int end) {
        if (isAside()) {
            steps.add(Step.receive(rank + 1, start, end, Arrival.REPLACE));
        } else if (rank < 2 * pairs) {
            steps.add(Step.send(rank - 1, start, end));
        }
    }
}
