package io.lockstep.comms;

import io.lockstep.comms.memory.SharedMemoryTransfer;
import io.lockstep.comms.memory.SharedSegment;
import io.lockstep.comms.reduce.Reducer;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The ranks of this host that share memory, this one among them.
 *
 * @param ranks ascending; member m of the segment is rank {@code ranks[m]}
 */
// An array, as in all per-step code; nobody compares groups.
@SuppressWarnings("ArrayRecordComponent")
record HostGroup(int rank, int[] ranks, SharedSegment segment) {
    /** The other ranks of the group. */
    int[] peers() {
        return Arrays.stream(ranks).filter(other -> other != rank).toArray();
    }

    /** An all-reduce among the group; {@code lastLevel} says whether that is all ranks. */
    SharedMemoryTransfer transfer(ByteBuffer data, Reducer reducer, boolean lastLevel, Lane lane) {
        return new SharedMemoryTransfer(
                segment,
                data,
                reducer,
                lastLevel,
                member -> lane.links().get(ranks[member]).wake());
    }
}
