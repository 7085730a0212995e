package io.lockstep.comms.join;

import io.lockstep.comms.Refusal;
import io.lockstep.comms.Refusals;
import java.net.SocketAddress;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the connections that a rank refuses, and logs them without letting strangers fill the log: the first of each
 * kind with its address, then sums, at most one in {@link #SUMMARY_NANOS}, and the last at the end.
 *
 * <p>Used by the communication thread only, but for {@link #refusals}.
 */
final class RefusalLog {
    private static final Logger log = LoggerFactory.getLogger(RefusalLog.class);
    private static final long SUMMARY_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final int rank;
    private final Map<Refusal, Long> counts = new EnumMap<>(Refusal.class);
    private long unlogged;
    private long loggedNanos = System.nanoTime();
    private volatile Refusals refusals = Refusals.NONE;

    RefusalLog(int rank) {
        this.rank = rank;
    }

    void refused(Refusal kind, @Nullable SocketAddress from) {
        if (counts.merge(kind, 1L, Long::sum) == 1) {
            log.warn("Rank {} refuses connections that {}, the first from {}", rank, kind.words(), from);
        } else {
            unlogged++;
        }
    }

    void progress(long now) {
        if (unlogged > 0 && now - loggedNanos > SUMMARY_NANOS) {
            loggedNanos = now;
            summarise();
        }
    }

    /** No more come. */
    void end() {
        if (!counts.isEmpty()) {
            summarise();
        }
    }

    /** For the end of an error message. */
    String suffix() {
        return counts.isEmpty() ? "" : "; it refused " + new Refusals(counts);
    }

    /** What has been refused, as of the last summary; from any thread. */
    Refusals refusals() {
        return refusals;
    }

    private void summarise() {
        unlogged = 0;
        refusals = new Refusals(counts);
        log.warn("Rank {} has refused {}", rank, refusals);
    }
}
