package io.lockstep.comms;

/**
 * The ring all-gather of one segment per rank, each of its own length: in step k (k = 0..P-2) rank r sends segment r-k
 * and receives segment r-k-1, modulo P. P-1 steps; each rank sends all segments but its right neighbour's.
 */
final class RingAllGather implements RingSteps {
    private final int rank;
    private final int[] starts;

    /** {@code starts[s]} is where the segment of rank s starts; one more entry, the end of the buffer, closes the list. */
    RingAllGather(int rank, int[] starts) {
        this.rank = rank;
        this.starts = starts;
    }

    @Override
    public int count() {
        return worldSize() - 1;
    }

    @Override
    public int reducing() {
        return 0;
    }

    @Override
    public int sent(int step) {
        return Math.floorMod(rank - step, worldSize());
    }

    @Override
    public int received(int step) {
        return Math.floorMod(rank - step - 1, worldSize());
    }

    @Override
    public int start(int segment) {
        return starts[segment];
    }

    private int worldSize() {
        return starts.length - 1;
    }
}
