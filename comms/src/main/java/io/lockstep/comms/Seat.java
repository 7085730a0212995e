package io.lockstep.comms;

import io.lockstep.comms.wire.SharedEventLoop;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Who drives the event loop of a communicator. Its host, the communicator's own thread, does so while nobody waits for an
 * operation. A thread that waits would only look on, so it drives itself, as a guest: no other thread need wake, run and be
 * waited for, which takes longer than a small operation and, where cores are scarce, pushes other ranks aside.
 *
 * <p>A host that has let a guest in stands by, and drives again when no guest has come for a while, since often the next
 * operation follows at once: {@link #STANDBY_NANOS} at first, longer as more of them come, and no longer than until a second
 * operation is submitted that nobody waits for.
 */
final class Seat {
    /** How long nobody drives after a single guest. What others send meanwhile waits in the sockets. */
    private static final long STANDBY_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

    /** How long nobody may drive after many guests, between whom a host that looks on would only take a core. */
    private static final long MAX_STANDBY_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private static final int SPINS = 100;
    private static final long RETRY_NANOS = TimeUnit.MICROSECONDS.toNanos(20);

    private final SharedEventLoop loop;
    private final Thread host;
    private final AtomicBoolean guest = new AtomicBoolean();
    private final AtomicLong visits = new AtomicLong();

    private volatile boolean called;

    /** Somebody has submitted an operation while nobody drove, and has not come to wait for it. */
    private boolean unattended;

    private volatile boolean closed;

    /** @param host the thread that drives by default */
    Seat(SharedEventLoop loop, Thread host) {
        this.loop = loop;
        this.host = host;
    }

    /** The host begins to drive: nobody else has yet. */
    void open() {
        while (!loop.tryTake()) {
            LockSupport.parkNanos(this, RETRY_NANOS);
        }
    }

    /** The host, which drives, lets no guests in any more. */
    void close() {
        closed = true;
    }

    /** Whether a guest wants to drive. */
    boolean isWanted() {
        return guest.get();
    }

    /** The host lets guests drive; returns when it drives again. */
    void standBy() {
        called = false;
        loop.release();
        long seen;
        long nanos = STANDBY_NANOS;
        do {
            seen = visits.get();
            LockSupport.parkNanos(this, nanos);
            nanos = Math.min(MAX_STANDBY_NANOS, 2 * nanos);
        } while (guest.get() || (visits.get() != seen && !called) || !loop.tryTake());
    }

    /** The calling thread becomes the guest, and drives; false if it cannot, since there is another or no host any more. */
    boolean enter() {
        if (closed || !guest.compareAndSet(false, true)) {
            return false;
        }
        visits.incrementAndGet();
        if (!loop.tryTake()) {
            loop.wakeUp();
            for (int i = 0; !loop.tryTake(); i++) {
                if (closed) {
                    guest.set(false);
                    return false;
                }
                if (i < SPINS) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.parkNanos(this, RETRY_NANOS);
                }
            }
        }
        unattended = false;
        return true;
    }

    /** The guest drives no more. */
    void leave() {
        loop.release();
        guest.set(false);
    }

    /**
     * An operation was submitted: returns whether nobody drives now, so that who comes to wait for it will, or the host after a
     * while. Else the driver, who may sleep, must be woken.
     */
    boolean submittedWhileFree() {
        if (closed || !loop.tryTake()) {
            return false;
        }
        boolean hostNeeded = unattended;
        unattended = true;
        loop.release();
        if (hostNeeded && !called) {
            called = true;
            LockSupport.unpark(host);
        }
        return true;
    }
}
