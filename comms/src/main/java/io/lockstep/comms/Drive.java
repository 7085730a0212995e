package io.lockstep.comms;

import io.lockstep.comms.wire.SharedEventLoop;
import java.util.concurrent.TimeUnit;

/**
 * What a thread does that drives a communicator: turn after turn it moves what the sockets take and have, and lets the
 * conductor go on. When there is nothing to do it polls and yields for a while, and then sleeps in the event loop, which
 * submissions wake.
 */
final class Drive {
    /** Polls before yielding: few, since compute threads want the same cores. */
    private static final int SPINS = 2;

    /** While others may want this core: the thread that computes, or ranks on a slow network. */
    static final long SHORT_POLL_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    /** For what takes microseconds: to wake a sleeping core of a virtual machine takes as long as a whole such operation. */
    static final long QUICK_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private static final long BUSY_SLEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final SharedEventLoop loop;
    private final Conductor conductor;
    private final long idleSleepNanos;
    private long lastMoved;
    private int idle;

    /** @param idleSleepNanos the longest sleep while there is no operation */
    Drive(SharedEventLoop loop, Conductor conductor, long idleSleepNanos) {
        this.loop = loop;
        this.conductor = conductor;
        this.idleSleepNanos = idleSleepNanos;
    }

    /** @param pollNanos how long to poll before sleeping; who yields to a busy neighbour uses it up at once */
    // Yielding gives a compute thread on the same core its turn; nothing depends on it.
    @SuppressWarnings("ThreadPriorityCheck")
    void turn(long pollNanos) {
        int handled = loop.runNow();
        long now = System.nanoTime();
        boolean moved = conductor.progress(now);
        if (handled > 0 || moved) {
            idle = 0;
            lastMoved = now;
        } else if (now - lastMoved > pollNanos) {
            sleep();
        } else if (++idle > SPINS) {
            Thread.yield();
        } else {
            Thread.onSpinWait();
        }
    }

    private void sleep() {
        if (!conductor.isBusy()) {
            loop.run(idleSleepNanos);
        } else if (conductor.maySleep()) {
            loop.run(BUSY_SLEEP_NANOS);
        }
    }
}
