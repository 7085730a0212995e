package io.lockstep.comms;

import io.lockstep.comms.plan.Transfer;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Carries out a plan over the links.
 *
 * <p>Data goes to a rank only when its equal announcement is there, so a receiver is ready for what comes and nothing is
 * buffered early. Small operations are <em>eager</em>: their data follows the announcement at once, which saves a latency,
 * and waits in the receiver's {@link LinkReader} if it must.
 */
final class PlanRun implements Run {
    /** Less than a {@link LinkReader} holds; beyond it the extra latency of waiting is small beside the transfer. */
    static final int MAX_EAGER_BYTES = 32 << 10;

    private final Transfer transfer;
    private final int[] peers;
    private final Lane lane;
    private final long sequence;
    private final boolean eager;
    private @Nullable Link sending;

    PlanRun(Transfer transfer, int[] peers, boolean eager, Lane lane, long sequence) {
        this.transfer = transfer;
        this.peers = peers;
        this.eager = eager;
        this.lane = lane;
        this.sequence = sequence;
    }

    @Override
    public int[] peers() {
        return peers;
    }

    @Override
    public boolean progress() {
        boolean moved = false;
        while (isOut()) {
            int to = transfer.sendTo();
            int bytes = to < 0 || !mayStart(to) ? 0 : Math.min(transfer.sendable(), lane.chunkBytes());
            Link link = bytes == 0 ? null : lane.links().get(to);
            if (link == null || (!link.wire().isFlushed() && !eager)) {
                return moved;
            }
            link.data(sequence, transfer.send(bytes));
            sending = link;
            moved = true;
        }
        return moved;
    }

    @Override
    public long pollNanos() {
        if (eager) {
            return Drive.QUICK_POLL_NANOS;
        }
        return lane.links().isCrowded() ? 0 : Drive.SHORT_POLL_NANOS;
    }

    @Override
    public boolean isDone() {
        return transfer.isAllReceived() && transfer.isAllSent() && sending == null;
    }

    @Override
    public int receivable(int rank) {
        return transfer.receivable(rank);
    }

    @Override
    public ByteBuffer receiveInto(int bytes) {
        return transfer.receiveInto(bytes);
    }

    @Override
    public void received(int bytes) {
        transfer.received(bytes);
    }

    @Override
    public int awaited() {
        return transfer.isAllReceived() ? sending == null ? transfer.sendTo() : sending.rank() : transfer.receiveFrom();
    }

    @Override
    public boolean awaitsTaking() {
        return transfer.isAllReceived();
    }

    @Override
    public String describeProgress() {
        return transfer.progress();
    }

    @Override
    public long sentBytes() {
        return transfer.sentBytes();
    }

    private boolean mayStart(int to) {
        return eager || lane.announcements().agreed(to);
    }

    /** Whether the kernel has taken all that we have sent, so that the buffer may change. */
    private boolean isOut() {
        if (sending != null) {
            if (!sending.wire().isFlushed()) {
                return false;
            }
            sending = null;
            transfer.allOut();
        }
        return true;
    }
}
