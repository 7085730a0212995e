package io.lockstep.comms;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the ranks settle which all-reduce to use for which size: as they are told, as they remember, or as they measure. */
final class Settlement {
    private static final Logger log = LoggerFactory.getLogger(Settlement.class);

    private final MeshCommunicator communicator;
    private final CollectiveOptions options;
    private final boolean allShareMemory;

    Settlement(MeshCommunicator communicator, CollectiveOptions options, @Nullable HostGroup group) {
        this.communicator = communicator;
        this.options = options;
        allShareMemory = group != null && group.ranks().length == communicator.worldSize();
    }

    /**
     * The selection, the same on all ranks.
     *
     * @param hosts where the ranks run
     * @throws IllegalArgumentException if an algorithm is forced that this mesh cannot run
     */
    Selection settle(List<String> hosts) {
        Algorithm forced = options.algorithm();
        if (forced == Algorithm.SHARED_MEMORY && !allShareMemory) {
            throw new IllegalArgumentException(
                    "the all-reduce " + forced + " needs all ranks on one host that share /dev/shm,"
                            + " but they run on " + new TreeSet<>(hosts) + "; use " + Algorithm.AUTO);
        }
        if (forced != Algorithm.AUTO) {
            return Selection.always(forced);
        }
        if (!options.measured()) {
            return Selection.untuned(allShareMemory);
        }
        String topology = topology(hosts);
        Selection remembered = remembered(topology);
        return remembered == null ? measured(topology) : remembered;
    }

    /** Rank 0 remembers for all. */
    private @Nullable Selection remembered(String topology) {
        String kept =
                communicator.rank() == 0 ? TuningCache.ofUser().load(topology).orElse("") : "";
        byte[] ofRank0 = communicator
                .allGatherObject("tuning of earlier jobs", kept.getBytes(StandardCharsets.UTF_8))
                .get(0);
        return Selection.parse(new String(ofRank0, StandardCharsets.UTF_8), candidates());
    }

    private Selection measured(String topology) {
        long start = System.nanoTime();
        Selection selection = new Tuner(communicator, candidates()).measure();
        if (communicator.rank() == 0) {
            log.info(
                    "Measured the all-reduces among {} ranks in {} ms: {}",
                    communicator.worldSize(),
                    (System.nanoTime() - start) / 1_000_000,
                    selection);
            TuningCache.ofUser().save(topology, selection.toString());
        }
        return selection;
    }

    private List<Algorithm> candidates() {
        List<Algorithm> candidates = new ArrayList<>(List.of(Algorithm.RECURSIVE_DOUBLING, Algorithm.RING));
        if (communicator.worldSize() > 2) {
            // With two ranks it is the ring.
            candidates.add(Algorithm.HALVING_DOUBLING);
        }
        if (allShareMemory) {
            candidates.add(Algorithm.SHARED_MEMORY);
        }
        return candidates;
    }

    /** What the times depend on, as a file name. */
    private String topology(List<String> hosts) {
        return "1-" + communicator.worldSize() + (allShareMemory ? "-shared-" : "-tcp-") + options.chunkBytes() + "-"
                + Integer.toHexString(hosts.hashCode());
    }
}
