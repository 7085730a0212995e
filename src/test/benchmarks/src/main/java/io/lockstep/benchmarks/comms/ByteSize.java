package io.lockstep.benchmarks.comms;

import java.util.Optional;

/** Sizes of buffers as people write them: {@code 1k}, {@code 25m}; 1k is 1024 bytes. */
public final class ByteSize {
    /** More than the frames of a mesh, or an int of MPI's, can count with ease. */
    static final long MOST = 1L << 30;

    private static final String UNITS = "kmg";

    private ByteSize() {}

    /** Whole floats, at most 1g; empty if {@code text} is nothing like that. */
    static Optional<Long> parse(String text) {
        if (!text.matches("[0-9]{1,10}[kmg]?")) {
            return Optional.empty();
        }
        int unit = UNITS.indexOf(text.charAt(text.length() - 1));
        long number = Long.parseLong(unit < 0 ? text : text.substring(0, text.length() - 1));
        long bytes = number << (10 * (unit + 1));
        boolean fits = number <= MOST && bytes >= Float.BYTES && bytes <= MOST && bytes % Float.BYTES == 0;
        return fits ? Optional.of(bytes) : Optional.empty();
    }

    /** In the largest unit that leaves no rest. */
    public static String text(long bytes) {
        long number = bytes;
        int unit = 0;
        while (unit < UNITS.length() && number % 1024 == 0) {
            number /= 1024;
            unit++;
        }
        return unit == 0 ? Long.toString(number) : Long.toString(number) + UNITS.charAt(unit - 1);
    }
}
