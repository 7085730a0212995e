package io.lockstep.comms;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the other ranks have said about their operations: which one a neighbour has reached, and where a rank that left
 * stopped. A neighbour is never more than one operation ahead, since it cannot finish one that we have not announced.
 */
final class Announcements {
    /** More than any sequence number: the rank has not left. */
    private static final long STAYS = Long.MAX_VALUE;

    private final int rank;
    private final long[] sequences;
    private final @Nullable OperationHeader[] headers;
    private final boolean[] agreed;
    private final long[] leavesBefore;
    private long ownSequence = -1;
    private @Nullable OperationHeader own;

    Announcements(MeshOptions options) {
        rank = options.rank();
        sequences = new long[options.worldSize()];
        headers = new OperationHeader[options.worldSize()];
        agreed = new boolean[options.worldSize()];
        leavesBefore = new long[options.worldSize()];
        Arrays.fill(leavesBefore, STAYS);
    }

    /** Our rank has reached operation {@code sequence}. */
    void start(long sequence, OperationHeader header) {
        ownSequence = sequence;
        own = header;
        Arrays.fill(agreed, false);
    }

    /** Keeps a neighbour's announcement until we have reached an operation ourselves; false if one is kept already. */
    boolean put(int neighbour, long sequence, OperationHeader header) {
        if (headers[neighbour] != null) {
            return false;
        }
        sequences[neighbour] = sequence;
        headers[neighbour] = header;
        return true;
    }

    /** Compares the neighbour's announcement with ours, if both are there; returns what is wrong, or null. */
    @Nullable
    String compare(int neighbour) {
        OperationHeader theirs = headers[neighbour];
        if (theirs == null || own == null || agreed[neighbour]) {
            return null;
        }
        if (sequences[neighbour] != ownSequence || !theirs.equals(own)) {
            return "rank " + rank + " submitted " + own + " as operation #" + ownSequence + " but rank " + neighbour
                    + " submitted " + theirs + " as operation #" + sequences[neighbour]
                    + "; all ranks must submit the same operations in the same order";
        }
        headers[neighbour] = null;
        agreed[neighbour] = true;
        return null;
    }

    /** Whether the neighbour has announced the same operation as we have. */
    boolean agreed(int neighbour) {
        return agreed[neighbour];
    }

    void goodbye(int leaver, long nextSequence) {
        leavesBefore[leaver] = nextSequence;
    }

    boolean hasLeft(int other) {
        return leavesBefore[other] != STAYS;
    }

    /** A rank that has left without doing operation {@code sequence}, or -1. */
    int leftBefore(long sequence) {
        for (int other = 0; other < leavesBefore.length; other++) {
            if (leavesBefore[other] <= sequence) {
                return other;
            }
        }
        return -1;
    }
}
