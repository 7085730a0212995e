package io.lockstep.comms;

import io.lockstep.comms.memory.SharedMemoryTransfer;
import java.nio.ByteBuffer;

/**
 * An all-reduce through the memory that the ranks of a host share. The links carry its announcements, which must all be
 * there before the first byte, wake who sleeps, and tell who has died.
 */
final class SharedMemoryRun implements Run {
    private final SharedMemoryTransfer transfer;
    private final HostGroup group;
    private final int[] peers;
    private final Announcements announcements;
    private boolean agreed;

    SharedMemoryRun(SharedMemoryTransfer transfer, HostGroup group, Lane lane) {
        this.transfer = transfer;
        this.group = group;
        peers = group.peers();
        announcements = lane.announcements();
    }

    @Override
    public int[] peers() {
        return peers;
    }

    @Override
    public boolean progress() {
        agreed = agreed || announcements.agreed(peers);
        return agreed && transfer.progress();
    }

    @Override
    public boolean isDone() {
        return agreed && transfer.isDone();
    }

    @Override
    public boolean maySleep() {
        return !agreed || transfer.fallAsleep();
    }

    @Override
    public int receivable(int rank) {
        return 0;
    }

    @Override
    public ByteBuffer receiveInto(int bytes) {
        throw new IllegalStateException("no data comes over the links");
    }

    @Override
    public void received(int bytes) {
        throw new IllegalStateException("no data comes over the links");
    }

    @Override
    public int awaited() {
        return group.ranks()[transfer.awaited()];
    }

    @Override
    public boolean awaitsTaking() {
        return false;
    }

    @Override
    public String describeProgress() {
        return transfer.describeProgress();
    }

    @Override
    public long sentBytes() {
        return 0;
    }
}
