package io.lockstep.comms;

import io.lockstep.comms.memory.MemoryAllReduce;
import io.lockstep.comms.memory.MemoryBroadcast;
import io.lockstep.comms.memory.SharedSegment;
import io.lockstep.comms.plan.Plan;
import io.lockstep.comms.plan.RingAllReduce;
import io.lockstep.comms.plan.Segments;
import io.lockstep.comms.plan.Transfer;
import io.lockstep.comms.reduce.Reducer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/** Plans the all-reduces that use the memory which the ranks of a host share. */
final class MemoryWork {
    private final Topology topology;

    MemoryWork(Topology topology) {
        this.topology = topology;
    }

    /** The all-reduce of ranks that all share one memory. */
    Work oneLevel(ByteBuffer data, Reducer reducer) {
        return (lane, sequence) ->
                new SharedMemoryRun(new MemoryAllReduce(segment(), data, reducer, true, waker(lane)), topology, lane);
    }

    /** The all-reduce in two levels. */
    Work twoLevels(ByteBuffer data, Reducer reducer) {
        int[] leaders = topology.leaders();
        int position = Arrays.binarySearch(leaders, topology.rank());
        Segments segments = Segments.of(data.remaining(), reducer.elementBytes(), leaders.length);
        Plan plan = RingAllReduce.plan(Math.max(0, position), segments).among(leaders);
        boolean alone = topology.localPeers().length == 0;
        return (lane, sequence) -> {
            List<Run> stages = new ArrayList<>();
            if (!alone) {
                stages.add(new SharedMemoryRun(
                        new MemoryAllReduce(segment(), data, reducer, false, waker(lane)), topology, lane));
            }
            if (position >= 0) {
                Transfer transfer = new Transfer(plan, data, data, lane.scratch(), reducer);
                stages.add(new PlanRun(transfer, plan.peers(), false, lane, sequence));
            }
            if (!alone) {
                stages.add(new SharedMemoryRun(new MemoryBroadcast(segment(), data, waker(lane)), topology, lane));
            }
            return new TwoLevelRun(stages);
        };
    }

    private IntConsumer waker(Lane lane) {
        int[] group = topology.ownGroup();
        return member -> lane.links().get(group[member]).wake();
    }

    private SharedSegment segment() {
        SharedSegment segment = topology.segment();
        if (segment == null) {
            throw new IllegalStateException("rank " + topology.rank() + " shares no memory");
        }
        return segment;
    }
}
