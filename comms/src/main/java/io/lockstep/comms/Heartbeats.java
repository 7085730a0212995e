package io.lockstep.comms;

/**
 * Keeps idle links honest. A process that has ended closes its connections; a host that lost its network or power does
 * not, nor does a frozen process. So each rank lets every link hear from it at least once per interval, and gives up one
 * on which nothing has been heard for the time of silence.
 */
final class Heartbeats {
    private final long intervalNanos;
    private final long silenceNanos;
    private final Links links;
    private final long[] heardNanos;
    private long lastNanos;
    private boolean started;

    Heartbeats(Timeouts timeouts, Links links) {
        intervalNanos = timeouts.heartbeat().toNanos();
        silenceNanos = timeouts.silence().toNanos();
        this.links = links;
        heardNanos = new long[links.worldSize()];
    }

    /** Sends what is due; returns a rank that has been silent for too long, or -1. */
    int progress(long now) {
        if (started && now - lastNanos < intervalNanos) {
            return -1;
        }
        boolean awake = started && now - lastNanos < 2 * intervalNanos;
        started = true;
        lastNanos = now;
        int silent = -1;
        for (int rank = 0; rank < heardNanos.length; rank++) {
            Link link = links.open(rank);
            if (link == null) {
                continue;
            }
            link.heartbeat();
            // Who was asleep himself has not listened, and blames nobody.
            if (link.reader().heardOrDeaf() || !awake) {
                heardNanos[rank] = now;
            } else if (now - heardNanos[rank] > silenceNanos) {
                silent = rank;
            }
        }
        return silent;
    }
}
