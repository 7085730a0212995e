package io.lockstep.comms.memory;

import java.nio.ByteBuffer;
import java.util.function.IntConsumer;

/**
 * The broadcast of member 0 through a {@link SharedSegment}: round by round it fills its slot, and the others copy from
 * there. S bytes are copied by each member.
 */
public final class MemoryBroadcast extends MemoryTransfer {
    private int done;

    /** @param waker wakes the member of the given number, which sleeps */
    public MemoryBroadcast(SharedSegment segment, ByteBuffer data, IntConsumer waker) {
        super(segment, data, waker);
    }

    @Override
    public boolean isDone() {
        return done == rounds;
    }

    @Override
    public int awaited() {
        for (int member = 1; member < members && own == 0; member++) {
            if (segment.taken(member) < base + done + 1 - SharedSegment.SLOTS) {
                return member;
            }
        }
        return 0;
    }

    @Override
    public String describeProgress() {
        return "passed on " + done + " of " + rounds + " rounds through shared memory";
    }

    @Override
    boolean advance() {
        if (!canAdvance()) {
            return false;
        }
        int slot = segment.slot(0, base + done);
        if (own == 0) {
            copy(data, roundStart(done), segment.memory(), slot, roundBytes(done));
        } else {
            copy(segment.memory(), slot, data, roundStart(done), roundBytes(done));
        }
        done++;
        segment.setFilled(base + done);
        segment.setReduced(base + done);
        segment.setTaken(base + done);
        return true;
    }

    @Override
    boolean canAdvance() {
        return done < rounds && (own == 0 ? isSlotFree(done) : segment.filled(0) > base + done);
    }
}
