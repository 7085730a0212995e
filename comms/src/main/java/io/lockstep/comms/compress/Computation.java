package io.lockstep.comms.compress;

/**
 * Work of one rank on a range, done slice by slice on the communication thread: sockets, heart-beats and aborts get their
 * turn between slices, so a slice should take well below a millisecond.
 */
public final class Computation {
    private final int length;
    private final int sliceLength;
    private final Body body;
    private int done;

    /** What is done with the part of a range from {@code from} to {@code to}. */
    @FunctionalInterface
    public interface Body {
        void run(int from, int to);
    }

    Computation(int length, int sliceLength, Body body) {
        this.length = length;
        this.sliceLength = sliceLength;
        this.body = body;
    }

    /** Work that is one slice. */
    static Computation once(Runnable work) {
        return new Computation(1, 1, (from, to) -> work.run());
    }

    public boolean isDone() {
        return done == length;
    }

    /** Does the next slice. */
    public void advance() {
        int end = (int) Math.min(length, (long) done + sliceLength);
        body.run(done, end);
        done = end;
    }
}
