package io.lockstep.comms;

import io.lockstep.comms.plan.BinomialBroadcast;
import io.lockstep.comms.plan.ChainBroadcast;
import io.lockstep.comms.plan.HalvingDoubling;
import io.lockstep.comms.plan.PairwiseAllToAll;
import io.lockstep.comms.plan.Plan;
import io.lockstep.comms.plan.RecursiveDoubling;
import io.lockstep.comms.plan.RingAllGather;
import io.lockstep.comms.plan.RingAllReduce;
import io.lockstep.comms.plan.RingReduceScatter;
import io.lockstep.comms.plan.Segments;
import java.util.LinkedHashMap;
import java.util.Map;

/** The plans of one rank, kept for the next step of the training: the same buffers come again and again. */
final class Plans {
    private static final int CAPACITY = 512;
    /** A chain of hops costs more than a tree until the bytes take longer than the hops. */
    private static final int MAX_TREE_BYTES = 64 << 10;

    private final int rank;
    private final int worldSize;
    private final Map<Key, Plan> kept = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Plan> eldest) {
            return size() > CAPACITY;
        }
    };

    Plans(int rank, int worldSize) {
        this.rank = rank;
        this.worldSize = worldSize;
    }

    private record Key(OperationKind kind, Algorithm algorithm, int bytes, int detail) {}

    Plan allReduce(Algorithm algorithm, int bytes, int elementBytes) {
        return kept.computeIfAbsent(
                new Key(OperationKind.ALL_REDUCE, algorithm, bytes, elementBytes), key -> switch (algorithm) {
                    case RECURSIVE_DOUBLING -> RecursiveDoubling.plan(rank, worldSize, bytes);
                    case HALVING_DOUBLING -> HalvingDoubling.plan(rank, worldSize, bytes, elementBytes);
                    default -> RingAllReduce.plan(rank, Segments.of(bytes, elementBytes, worldSize));
                });
    }

    Plan reduceScatter(int bytes, int elementBytes) {
        return kept.computeIfAbsent(
                new Key(OperationKind.REDUCE_SCATTER, Algorithm.RING, bytes, elementBytes),
                key -> RingReduceScatter.plan(rank, Segments.of(bytes, elementBytes, worldSize)));
    }

    Plan allGather(int bytes, int elementBytes) {
        return kept.computeIfAbsent(
                new Key(OperationKind.ALL_GATHER, Algorithm.RING, bytes, elementBytes),
                key -> RingAllGather.plan(rank, Segments.of(bytes, elementBytes, worldSize)));
    }

    Plan broadcast(int bytes, int root) {
        return kept.computeIfAbsent(
                new Key(OperationKind.BROADCAST, Algorithm.RING, bytes, root),
                key -> bytes <= MAX_TREE_BYTES
                        ? BinomialBroadcast.plan(rank, worldSize, bytes, root)
                        : ChainBroadcast.plan(rank, worldSize, bytes, root));
    }

    Plan allToAll(int segmentBytes) {
        return kept.computeIfAbsent(
                new Key(OperationKind.ALL_TO_ALL, Algorithm.RING, segmentBytes, 0),
                key -> PairwiseAllToAll.plan(rank, worldSize, segmentBytes));
    }
}
