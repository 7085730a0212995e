package io.lockstep.cuda.bench;

import java.time.Duration;

/** When no other measurement is begun. */
final class Deadline {
    private final long end;

    Deadline(Duration fromNow) {
        end = System.nanoTime() + fromNow.toNanos();
    }

    boolean isOver() {
        return System.nanoTime() - end >= 0;
    }

    Duration left() {
        return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }
}
