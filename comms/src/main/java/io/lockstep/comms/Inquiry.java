package io.lockstep.comms;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a rank asks the others when an operation has passed its deadline. In a ring everybody waits for his left
 * neighbour, so only asking round tells who holds up the rest: a rank that has not submitted the operation, or one that
 * does not even answer because its process or host is frozen.
 */
final class Inquiry {
    private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long MIN_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long SILENT = Long.MIN_VALUE;

    private final Links links;
    private final long sequence;
    private final long endNanos;
    private final long[] answers;

    /** Asks all ranks how far they are, on behalf of operation {@code sequence}. */
    Inquiry(MeshOptions options, Links links, long sequence, long now) {
        this.links = links;
        this.sequence = sequence;
        long patience = options.timeouts().operation().toNanos() / 4;
        endNanos = now + Math.max(MIN_NANOS, Math.min(MAX_NANOS, patience));
        answers = new long[options.worldSize()];
        for (int rank = 0; rank < answers.length; rank++) {
            Link link = links.open(rank);
            answers[rank] = link == null ? sequence : SILENT;
            if (link != null) {
                link.probe(sequence);
            }
        }
    }

    /** {@code rank} says that it has started operation {@code started} and none after it. */
    void answered(int rank, long started) {
        answers[rank] = started;
    }

    boolean isOver(long now) {
        return now > endNanos || !contains(SILENT);
    }

    /** The ranks that hold up the operation and why, or null if all are in it. */
    @Nullable
    String culprits() {
        StringBuilder text = new StringBuilder();
        for (int rank = 0; rank < answers.length; rank++) {
            if (answers[rank] < sequence) {
                text.append(text.isEmpty() ? "rank " : ", rank ").append(rank).append(" at ");
                text.append(links.addressOf(rank));
                text.append(answers[rank] == SILENT ? ", which does not answer" : ", which has not submitted it");
            }
        }
        return text.isEmpty() ? null : text.toString();
    }

    private boolean contains(long answer) {
        for (long each : answers) {
            if (each == answer) {
                return true;
            }
        }
        return false;
    }
}
