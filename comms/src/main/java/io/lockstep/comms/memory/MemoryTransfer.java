package io.lockstep.comms.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.IntConsumer;

/** Data on its way through a {@link SharedSegment}. It never waits: who drives it calls {@link #progress} again. */
public abstract sealed class MemoryTransfer permits MemoryAllReduce, MemoryBroadcast {
    final SharedSegment segment;
    final ByteBuffer data;
    final int members;
    final int own;
    final int rounds;
    final long base;
    private final IntConsumer waker;
    private boolean asleep;

    /**
     * A transfer of {@code data} from position to limit, in rounds of a slot each.
     *
     * @param waker wakes the member of the given number, which sleeps
     */
    MemoryTransfer(SharedSegment segment, ByteBuffer data, IntConsumer waker) {
        this.segment = segment;
        this.data = data.slice().order(ByteOrder.nativeOrder());
        this.waker = waker;
        members = segment.members();
        own = segment.own();
        rounds = (this.data.capacity() + SharedSegment.SLOT_BYTES - 1) / SharedSegment.SLOT_BYTES;
        base = segment.reserve(rounds);
    }

    /** Does what the other members' progress allows; returns whether anything was done. */
    public final boolean progress() {
        if (asleep) {
            asleep = false;
            segment.setAsleep(false);
        }
        boolean moved = false;
        while (advance()) {
            moved = true;
            wakeOthers();
        }
        return moved;
    }

    /** Asks to be woken when others come further; false if they just have. */
    public final boolean fallAsleep() {
        asleep = true;
        segment.setAsleep(true);
        return !canAdvance();
    }

    public abstract boolean isDone();

    /** The member that keeps us waiting. */
    public abstract int awaited();

    /** How far it has come, for error messages. */
    public abstract String describeProgress();

    /** Does one piece of work, if there is one. */
    abstract boolean advance();

    abstract boolean canAdvance();

    /** Where a round starts in the data. */
    final int roundStart(int round) {
        return round * SharedSegment.SLOT_BYTES;
    }

    final int roundBytes(int round) {
        return Math.min(data.capacity() - roundStart(round), SharedSegment.SLOT_BYTES);
    }

    /** Whether all members have taken what the slot of {@code round} held before. */
    final boolean isSlotFree(int round) {
        for (int member = 0; member < members; member++) {
            if (segment.taken(member) < base + round + 1 - SharedSegment.SLOTS) {
                return false;
            }
        }
        return true;
    }

    static void copy(ByteBuffer from, int fromAt, ByteBuffer to, int toAt, int bytes) {
        to.put(toAt, from, fromAt, bytes);
    }

    private void wakeOthers() {
        for (int member = 0; member < members; member++) {
            if (member != own && segment.takeAsleep(member)) {
                waker.accept(member);
            }
        }
    }
}
