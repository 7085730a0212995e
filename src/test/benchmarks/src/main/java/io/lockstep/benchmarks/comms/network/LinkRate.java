package io.lockstep.benchmarks.comms.network;

import java.util.Locale;
import java.util.Optional;

/**
 * How much a link carries, in each direction.
 *
 * @param megabits per second
 */
public record LinkRate(int megabits) {
    private static final int MOST = 100_000;

    /** As in {@code 1gbit} or {@code 100mbit}; empty if {@code text} is nothing like that, or above 100gbit. */
    public static Optional<LinkRate> parse(String text) {
        if (!text.matches("[1-9][0-9]{0,5}[mg]bit")) {
            return Optional.empty();
        }
        long number = Long.parseLong(text.substring(0, text.length() - 4));
        long megabits = text.endsWith("gbit") ? number * 1000 : number;
        return megabits <= MOST ? Optional.of(new LinkRate((int) megabits)) : Optional.empty();
    }

    /** What may pass at once: a millisecond's worth, or the bucket would run empty between two ticks of the kernel. */
    int burstBytes() {
        return Math.max(32 << 10, megabits * 125);
    }

    /** As tc and {@link #parse} read it. */
    @Override
    public String toString() {
        return megabits % 1000 == 0 ? megabits / 1000 + "gbit" : String.format(Locale.ROOT, "%dmbit", megabits);
    }
}
