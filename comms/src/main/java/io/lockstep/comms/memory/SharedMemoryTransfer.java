package io.lockstep.comms.memory;

import io.lockstep.comms.reduce.Reducer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.IntConsumer;

/**
 * One all-reduce through a {@link SharedSegment}, as seen from one member. It never waits; the caller calls
 * {@link #progress} again.
 *
 * <p><b>Idea.</b> The buffer goes through in rounds of a slot each, and each round is cut into one part per member (M of
 * them). Member m <em>fills</em> its slot with its bytes of all parts but its own; <em>reduces</em> part m from its own
 * buffer and all other slots into its buffer, and puts the result into its slot; and <em>takes</em> the other parts' results
 * from the others' slots. Counters say how many rounds each member has filled, reduced and taken. A slot is used again
 * when everybody has taken its round.
 *
 * <p><b>Cost.</b> Each byte of the buffer is read from and written to main memory once; what goes between the members
 * stays in the caches, since only {@link SharedSegment#SLOTS} rounds are in flight. Per member about 2S bytes are copied
 * and S are reduced, and no system call is made, unless a member sleeps.
 *
 * <p><b>Same bits everywhere.</b> Part m is reduced by member m alone, its own elements first, then those of the other
 * members by number.
 */
public final class SharedMemoryTransfer {
    private final SharedSegment segment;
    private final ByteBuffer data;
    private final Reducer reducer;
    private final IntConsumer waker;
    private final int members;
    private final int own;
    private final int rounds;
    private final long base;
    private final boolean lastLevel;

    private int filled;
    private int reduced;
    private int taken;
    private boolean asleep;

    /**
     * An all-reduce of {@code data} from position to limit.
     *
     * @param waker wakes the member of the given number, which sleeps
     * @param lastLevel whether the members are all ranks, so that an average is divided here
     */
    public SharedMemoryTransfer(
            SharedSegment segment, ByteBuffer data, Reducer reducer, boolean lastLevel, IntConsumer waker) {
        this.segment = segment;
        this.data = data.slice().order(ByteOrder.nativeOrder());
        this.reducer = reducer;
        this.lastLevel = lastLevel;
        this.waker = waker;
        members = segment.members();
        own = segment.own();
        rounds = (this.data.capacity() + SharedSegment.SLOT_BYTES - 1) / SharedSegment.SLOT_BYTES;
        base = segment.reserve(rounds);
    }

    /** Does what the other members' progress allows; returns whether anything was done. */
    public boolean progress() {
        if (asleep) {
            asleep = false;
            segment.setAsleep(false);
        }
        // Taking first frees slots for the others.
        boolean moved = false;
        while (takeNext() || reduceNext() || fillNext()) {
            moved = true;
        }
        return moved;
    }

    public boolean isDone() {
        return taken == rounds;
    }

    /** Asks to be woken when others come further; false if they just have. */
    public boolean fallAsleep() {
        asleep = true;
        segment.setAsleep(true);
        return !canTake() && !canReduce() && !canFill();
    }

    /** The member that keeps us waiting. */
    public int awaited() {
        for (int member = 0; member < members; member++) {
            boolean late = segment.filled(member) < base + reduced + 1
                    || segment.reduced(member) < base + taken + 1
                    || segment.taken(member) < base + filled + 1 - SharedSegment.SLOTS;
            if (member != own && late) {
                return member;
            }
        }
        return own;
    }

    /** How far it has come, for error messages. */
    public String describeProgress() {
        return "filled " + filled + ", reduced " + reduced + " and taken " + taken + " of " + rounds
                + " rounds through shared memory";
    }

    private boolean fillNext() {
        if (!canFill()) {
            return false;
        }
        for (int part = 0; part < members; part++) {
            if (part != own) {
                int start = partStart(filled, part);
                copy(data, start, segment.memory(), slotAt(own, filled, part), partStart(filled, part + 1) - start);
            }
        }
        segment.setFilled(base + ++filled);
        wakeOthers();
        return true;
    }

    private boolean reduceNext() {
        if (!canReduce()) {
            return false;
        }
        int start = partStart(reduced, own);
        int bytes = partStart(reduced, own + 1) - start;
        int lastMember = own == members - 1 ? members - 2 : members - 1;
        for (int member = 0; member < members; member++) {
            if (member != own) {
                ByteBuffer theirs = segment.memory().slice(slotAt(member, reduced, own), bytes);
                reducer.reduce(data, start, theirs, bytes, lastLevel && member == lastMember);
            }
        }
        copy(data, start, segment.memory(), slotAt(own, reduced, own), bytes);
        segment.setReduced(base + ++reduced);
        wakeOthers();
        return true;
    }

    private boolean takeNext() {
        if (!canTake()) {
            return false;
        }
        for (int part = 0; part < members; part++) {
            if (part != own) {
                int start = partStart(taken, part);
                copy(segment.memory(), slotAt(part, taken, part), data, start, partStart(taken, part + 1) - start);
            }
        }
        segment.setTaken(base + ++taken);
        wakeOthers();
        return true;
    }

    private boolean canFill() {
        if (filled == rounds) {
            return false;
        }
        for (int member = 0; member < members; member++) {
            if (segment.taken(member) < base + filled + 1 - SharedSegment.SLOTS) {
                return false;
            }
        }
        return true;
    }

    private boolean canReduce() {
        if (reduced == filled) {
            return false;
        }
        for (int member = 0; member < members; member++) {
            if (segment.filled(member) <= base + reduced) {
                return false;
            }
        }
        return true;
    }

    private boolean canTake() {
        if (taken == reduced) {
            return false;
        }
        for (int member = 0; member < members; member++) {
            if (segment.reduced(member) <= base + taken) {
                return false;
            }
        }
        return true;
    }

    private void wakeOthers() {
        for (int member = 0; member < members; member++) {
            if (member != own && segment.takeAsleep(member)) {
                waker.accept(member);
            }
        }
    }

    /** Where a part of a round starts in the data: whole elements, nearly equal parts. */
    private int partStart(int round, int part) {
        int start = round * SharedSegment.SLOT_BYTES;
        int elements = (Math.min(data.capacity(), start + SharedSegment.SLOT_BYTES) - start) / reducer.elementBytes();
        return start + (int) ((long) elements * part / members) * reducer.elementBytes();
    }

    private int slotAt(int member, int round, int part) {
        return segment.slot(member, base + round) + partStart(round, part) - round * SharedSegment.SLOT_BYTES;
    }

    private static void copy(ByteBuffer from, int fromAt, ByteBuffer to, int toAt, int bytes) {
        to.put(toAt, from, fromAt, bytes);
    }
}
