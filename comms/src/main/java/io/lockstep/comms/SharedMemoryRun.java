package io.lockstep.comms;

import io.lockstep.comms.memory.MemoryTransfer;
import java.nio.ByteBuffer;

/**
 * A transfer through the memory that the ranks of a host share. The links carry its announcements, which must all be
 * there before the first byte, wake who sleeps, and tell who has died.
 */
final class SharedMemoryRun implements Run {
    private final MemoryTransfer transfer;
    private final int[] members;
    private final int[] peers;
    private final Announcements announcements;
    private boolean agreed;

    SharedMemoryRun(MemoryTransfer transfer, Topology topology, Lane lane) {
        this.transfer = transfer;
        members = topology.ownGroup();
        peers = topology.localPeers();
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

    /** It goes on in slots that take microseconds, and nobody but a sleeper's peer can wake him. */
    @Override
    public long pollNanos() {
        return Drive.QUICK_POLL_NANOS;
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
        return members[transfer.awaited()];
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
