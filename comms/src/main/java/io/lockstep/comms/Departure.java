package io.lockstep.comms;

import java.util.concurrent.TimeUnit;

/**
 * Leaving the mesh so that the last words arrive: first everything queued goes out, then each side of each link says that
 * nothing more comes, then the link is closed. What still arrives is received meanwhile: closing a socket with unread
 * bytes resets the connection, which may destroy what the other side has not read yet. All of it is bounded by
 * {@link #LINGER_NANOS}.
 */
final class Departure {
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Links links;
    private final Runnable onFlushed;
    private final long sinceNanos = System.nanoTime();
    private boolean flushed;
    private boolean ended;

    /** {@code onFlushed} runs once no link refers to any operation's buffer any more. */
    Departure(Links links, Runnable onFlushed) {
        this.links = links;
        this.onFlushed = onFlushed;
    }

    void progress(long now) {
        if (now - sinceNanos > LINGER_NANOS) {
            for (int rank = 0; rank < links.worldSize(); rank++) {
                Link link = links.open(rank);
                if (link != null) {
                    link.wire().close();
                }
            }
        }
        boolean allFlushed = true;
        boolean allClosed = true;
        for (int rank = 0; rank < links.worldSize(); rank++) {
            Link link = links.open(rank);
            if (link != null) {
                allClosed = false;
                allFlushed &= link.wire().isFlushed();
                if (link.wire().isFlushed()) {
                    link.wire().shutOutput();
                }
            }
        }
        if (allFlushed && !flushed) {
            flushed = true;
            onFlushed.run();
        }
        ended = allClosed;
    }

    boolean hasEnded() {
        return ended;
    }
}
