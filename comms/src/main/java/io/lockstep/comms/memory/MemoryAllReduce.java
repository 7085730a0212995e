package io.lockstep.comms.memory;

import io.lockstep.comms.reduce.Reducer;
import java.nio.ByteBuffer;
import java.util.function.IntConsumer;

/**
 * The all-reduce through a {@link SharedSegment}, as seen from one member.
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
public final class MemoryAllReduce extends MemoryTransfer {
    private final Reducer reducer;
    private final boolean lastLevel;

    private int filled;
    private int reduced;
    private int taken;

    /**
     * An all-reduce of {@code data} from position to limit.
     *
     * @param lastLevel whether the members are all ranks, so that an average is divided here
     * @param waker wakes the member of the given number, which sleeps
     */
    public MemoryAllReduce(
            SharedSegment segment, ByteBuffer data, Reducer reducer, boolean lastLevel, IntConsumer waker) {
        super(segment, data, waker);
        this.reducer = reducer;
        this.lastLevel = lastLevel;
    }

    @Override
    public boolean isDone() {
        return taken == rounds;
    }

    @Override
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

    @Override
    public String describeProgress() {
        return "filled " + filled + ", reduced " + reduced + " and taken " + taken + " of " + rounds
                + " rounds through shared memory";
    }

    /** Taking comes first: it frees slots for the others. */
    @Override
    boolean advance() {
        return takeNext() || reduceNext() || fillNext();
    }

    @Override
    boolean canAdvance() {
        return canTake() || canReduce() || canFill();
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
        return true;
    }

    private boolean canFill() {
        return filled < rounds && isSlotFree(filled);
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

    /** Where a part of a round starts in the data: whole elements, nearly equal parts. */
    private int partStart(int round, int part) {
        int elements = roundBytes(round) / reducer.elementBytes();
        return roundStart(round) + (int) ((long) elements * part / members) * reducer.elementBytes();
    }

    private int slotAt(int member, int round, int part) {
        return segment.slot(member, base + round) + partStart(round, part) - roundStart(round);
    }
}
