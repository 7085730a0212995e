package io.lockstep.comms.compress;

import io.lockstep.comms.ElementType;
import io.lockstep.comms.Reduction;
import java.nio.ByteBuffer;

/**
 * A collective that is part of a larger operation.
 *
 * @param target the same buffer as the source, except for an all-to-all
 * @param type of the elements, or of those that are not torn apart
 * @param reduction what an all-reduce does; of no meaning for the others
 */
public record Exchange(Kind kind, ByteBuffer source, ByteBuffer target, ElementType type, Reduction reduction) {
    /** Which collective it is; they do as those of {@link io.lockstep.comms.Communicator}. */
    public enum Kind {
        ALL_REDUCE,
        ALL_GATHER,
        ALL_TO_ALL
    }

    static Exchange allReduce(ByteBuffer data, ElementType type, Reduction reduction) {
        return new Exchange(Kind.ALL_REDUCE, data, data, type, reduction);
    }

    static Exchange allGather(ByteBuffer data, ElementType type) {
        return new Exchange(Kind.ALL_GATHER, data, data, type, Reduction.SUM);
    }

    static Exchange allToAll(ByteBuffer source, ByteBuffer target) {
        return new Exchange(Kind.ALL_TO_ALL, source, target, ElementType.INT32, Reduction.SUM);
    }
}
