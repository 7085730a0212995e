package io.lockstep.comms;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the other ranks have said about their operations: which one each has reached, and where a rank that left stopped.
 * Of a rank that is ahead of us only the next announcement is kept; those behind it wait in its link.
 */
final class Announcements {
    /** More than any sequence number: the rank has not left. */
    private static final long STAYS = Long.MAX_VALUE;

    private static final long NONE = -1;

    private final int rank;
    private final OperationLog log;
    private final long[] sequences;
    private final @Nullable OperationHeader[] headers;
    private final long[] agreed;
    private final long[] leavesBefore;
    private long ownSequence = NONE;

    Announcements(MeshOptions options, OperationLog log) {
        rank = options.rank();
        this.log = log;
        sequences = new long[options.worldSize()];
        headers = new OperationHeader[options.worldSize()];
        agreed = new long[options.worldSize()];
        Arrays.fill(agreed, NONE);
        leavesBefore = new long[options.worldSize()];
        Arrays.fill(leavesBefore, STAYS);
    }

    /**
     * Our rank has reached operation {@code sequence}, which the log has. Returns what is wrong with an announcement that
     * was kept, or null.
     */
    @Nullable
    String start(long sequence) {
        ownSequence = sequence;
        for (int other = 0; other < headers.length; other++) {
            OperationHeader kept = headers[other];
            if (kept != null && sequences[other] <= sequence) {
                headers[other] = null;
                String mismatch = compare(other, sequences[other], kept);
                if (mismatch != null) {
                    return mismatch;
                }
            }
        }
        return null;
    }

    /** Whether an announcement of operation {@code sequence} must wait, since one is kept already. */
    boolean mustWait(int other, long sequence) {
        return sequence > ownSequence && headers[other] != null;
    }

    /** Takes an announcement that need not wait. Returns what is wrong with it, or null. */
    @Nullable
    String put(int other, long sequence, OperationHeader header) {
        if (sequence > ownSequence) {
            sequences[other] = sequence;
            headers[other] = header;
            return null;
        }
        return compare(other, sequence, header);
    }

    /** Whether {@code other} has announced the same operation as we have. */
    boolean agreed(int other) {
        return agreed[other] == ownSequence;
    }

    boolean agreed(int[] others) {
        for (int other : others) {
            if (!agreed(other)) {
                return false;
            }
        }
        return true;
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

    /** An operation long past, which the log has forgotten, is not compared any more. */
    private @Nullable String compare(int other, long sequence, OperationHeader theirs) {
        OperationHeader own = log.header(sequence);
        if (own != null && !theirs.equals(own)) {
            return "rank " + rank + " submitted " + own + " as operation #" + sequence + " but rank " + other
                    + " submitted " + theirs + " as operation #" + sequence
                    + "; all ranks must submit the same operations in the same order";
        }
        agreed[other] = sequence;
        return null;
    }
}
