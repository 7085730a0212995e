package io.lockstep.comms;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The flight recorder: the last operations of a rank and when each was submitted, started, agreed on by the ranks it deals
 * with, and finished. It costs a few array stores per operation, and is written to the log when the communicator fails.
 */
final class OperationLog {
    private static final int CAPACITY = 256;
    private static final long NEVER = Long.MIN_VALUE;

    private final long originNanos = System.nanoTime();
    private final @Nullable OperationHeader[] headers = new OperationHeader[CAPACITY];
    private final long[] submitted = new long[CAPACITY];
    private final long[] started = new long[CAPACITY];
    private final long[] agreed = new long[CAPACITY];
    private final long[] finished = new long[CAPACITY];
    private long last = -1;

    /** Operation {@code sequence}, one more than the last, starts. */
    void start(long sequence, OperationHeader header, long submittedNanos, long now) {
        int slot = slot(sequence);
        headers[slot] = header;
        submitted[slot] = submittedNanos;
        started[slot] = now;
        agreed[slot] = NEVER;
        finished[slot] = NEVER;
        last = sequence;
    }

    /** All ranks that the last operation deals with have announced it. */
    void agree(long now) {
        agreed[slot(last)] = now;
    }

    void finish(long now) {
        finished[slot(last)] = now;
    }

    /** The header of an operation that is not forgotten yet. */
    @Nullable
    OperationHeader header(long sequence) {
        return sequence < 0 || sequence > last || sequence <= last - CAPACITY ? null : headers[slot(sequence)];
    }

    /** The last operations, one a line, times in milliseconds since the communicator was made. */
    String dump() {
        StringBuilder text = new StringBuilder();
        for (long sequence = Math.max(0, last - CAPACITY + 1); sequence <= last; sequence++) {
            int slot = slot(sequence);
            text.append("\n#").append(sequence).append(' ').append(headers[slot]);
            append(text, " submitted ", submitted[slot]);
            append(text, " started ", started[slot]);
            append(text, " agreed ", agreed[slot]);
            append(text, " finished ", finished[slot]);
        }
        return text.isEmpty() ? " none" : text.toString();
    }

    private void append(StringBuilder text, String what, long nanos) {
        text.append(what);
        if (nanos == NEVER) {
            text.append("never");
        } else {
            long micros = TimeUnit.NANOSECONDS.toMicros(nanos - originNanos);
            text.append(micros / 1000).append('.').append(micros % 1000 / 100);
        }
    }

    private static int slot(long sequence) {
        return (int) (sequence % CAPACITY);
    }
}
