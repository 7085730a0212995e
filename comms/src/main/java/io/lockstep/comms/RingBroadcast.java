package io.lockstep.comms;

/**
 * The broadcast along the ring, as a chain from the root to its left neighbour: each rank passes on every byte as soon as
 * it has it. S bytes sent by each rank but the last in the chain; the last byte arrives P-2 hops after the root has sent
 * it, so large buffers take the time of one transfer, whatever P is.
 *
 * <p>Two steps: receive everything (not at the root), send everything (not at the chain's end). Segment 0 is the whole
 * buffer, segment 1 is empty.
 */
final class RingBroadcast implements RingSteps {
    private final boolean first;
    private final boolean last;
    private final int bytes;

    RingBroadcast(int rank, int worldSize, int bytes, int root) {
        first = rank == root;
        last = (rank + 1) % worldSize == root;
        this.bytes = bytes;
    }

    @Override
    public int count() {
        return 2;
    }

    @Override
    public int reducing() {
        return 0;
    }

    @Override
    public int sent(int step) {
        return step == 1 && !last ? 0 : 1;
    }

    @Override
    public int received(int step) {
        return step == 0 && !first ? 0 : 1;
    }

    @Override
    public int start(int segment) {
        return segment == 0 ? 0 : bytes;
    }
}
