package io.lockstep.systemtests;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Waits for what only shows outside of this process, where nobody can notify it. */
final class Patience {
    private static final long LOOK_EVERY_MILLIS = 50;

    private Patience() {}

    /**
     * The first value that {@code look} finds.
     *
     * @throws AssertionError if there is none within {@code longest}; its message names {@code what}
     */
    static <T> T await(String what, Duration longest, Supplier<Optional<T>> look) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        long deadline = System.nanoTime() + longest.toNanos();
        Optional<T> found = look.get();
        while (found.isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(what + " did not come within " + longest.toSeconds() + " s");
            }
            boolean unused = never.await(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
            found = look.get();
        }
        return found.get();
    }
}
