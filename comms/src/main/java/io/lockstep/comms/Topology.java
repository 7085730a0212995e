package io.lockstep.comms;

import io.lockstep.comms.memory.SharedSegment;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which ranks share memory.
 *
 * @param rank this rank
 * @param groups all ranks: those that share memory in one array, ascending; the others in arrays of their own
 * @param segment the memory of this rank's group, in which member m is the m-th of the group; null if it is alone
 */
record Topology(int rank, List<int[]> groups, @Nullable SharedSegment segment) {
    /** No rank shares memory with another. */
    static Topology ofStrangers(int rank, int worldSize) {
        int[][] groups = new int[worldSize][];
        Arrays.setAll(groups, other -> new int[] {other});
        return new Topology(rank, List.of(groups), null);
    }

    /** Whether all ranks share one memory. */
    boolean isOneGroup() {
        return groups.size() == 1;
    }

    /** Whether some ranks share memory, but not all. */
    boolean hasTwoLevels() {
        return !isOneGroup() && groups.stream().anyMatch(group -> group.length > 1);
    }

    /** The group that this rank belongs to. */
    int[] ownGroup() {
        for (int[] group : groups) {
            if (Arrays.binarySearch(group, rank) >= 0) {
                return group;
            }
        }
        throw new IllegalStateException("rank " + rank + " is in no group");
    }

    /** The other ranks of this rank's group. */
    int[] localPeers() {
        return Arrays.stream(ownGroup()).filter(other -> other != rank).toArray();
    }

    /** The first rank of each group. */
    int[] leaders() {
        return groups.stream().mapToInt(group -> group[0]).toArray();
    }

    /** The sizes of the groups, for names of things that depend on them. */
    String shape() {
        StringBuilder text = new StringBuilder();
        for (int[] group : groups) {
            text.append(text.isEmpty() ? "" : "+").append(group.length);
        }
        return text.toString();
    }
}
