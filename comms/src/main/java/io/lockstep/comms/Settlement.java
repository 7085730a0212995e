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
    private final Topology topology;

    Settlement(MeshCommunicator communicator, CollectiveOptions options, Topology topology) {
        this.communicator = communicator;
        this.options = options;
        this.topology = topology;
    }

    /**
     * The selection, the same on all ranks.
     *
     * @param hosts where the ranks run
     * @throws IllegalArgumentException if an algorithm is forced that this mesh cannot run
     */
    Selection settle(List<String> hosts) {
        Algorithm forced = options.algorithm();
        if (forced == Algorithm.SHARED_MEMORY && !topology.isOneGroup()) {
            throw refused(forced, "all ranks on one host that share /dev/shm", hosts);
        }
        if (forced == Algorithm.TWO_LEVEL && !topology.hasTwoLevels()) {
            throw refused(forced, "several hosts, with ranks that share /dev/shm on one of them", hosts);
        }
        if (forced != Algorithm.AUTO) {
            return Selection.always(forced);
        }
        if (!options.measured()) {
            return Selection.untuned(topology);
        }
        String name = topologyName(hosts);
        Selection remembered = remembered(name);
        return remembered == null ? measured(name) : remembered;
    }

    /** Rank 0 remembers for all. */
    private @Nullable Selection remembered(String name) {
        String kept = communicator.rank() == 0 ? TuningCache.ofUser().load(name).orElse("") : "";
        byte[] ofRank0 = communicator
                .allGatherObject("tuning of earlier jobs", kept.getBytes(StandardCharsets.UTF_8))
                .get(0);
        return Selection.parse(new String(ofRank0, StandardCharsets.UTF_8), candidates());
    }

    private Selection measured(String name) {
        long start = System.nanoTime();
        Selection selection = new Tuner(communicator, candidates(), Selection.untuned(topology)).measure();
        if (communicator.rank() == 0) {
            log.info(
                    "Measured the all-reduces among {} ranks in {} ms: {}",
                    communicator.worldSize(),
                    (System.nanoTime() - start) / 1_000_000,
                    selection);
            TuningCache.ofUser().save(name, selection.toString());
        }
        return selection;
    }

    private List<Algorithm> candidates() {
        List<Algorithm> candidates = new ArrayList<>(List.of(Algorithm.RECURSIVE_DOUBLING, Algorithm.RING));
        if (communicator.worldSize() > 2) {
            // With two ranks it is the ring.
            candidates.add(Algorithm.HALVING_DOUBLING);
        }
        if (topology.isOneGroup()) {
            candidates.add(Algorithm.SHARED_MEMORY);
        }
        if (topology.hasTwoLevels()) {
            candidates.add(Algorithm.TWO_LEVEL);
        }
        return candidates;
    }

    /** What the times depend on, as a file name. */
    private String topologyName(List<String> hosts) {
        return "2-" + topology.shape() + "-" + options.chunkBytes() + "-" + Integer.toHexString(hosts.hashCode());
    }

    private IllegalArgumentException refused(Algorithm forced, String needs, List<String> hosts) {
        return new IllegalArgumentException("the all-reduce " + forced + " needs " + needs + ", but the ranks run on "
                + new TreeSet<>(hosts) + " in groups of " + topology.shape() + " that share memory; use another");
    }
}
