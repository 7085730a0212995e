package io.lockstep.benchmarks.comms.spark;

import io.lockstep.benchmarks.comms.contestant.AllReduceLoop;
import io.lockstep.benchmarks.comms.contestant.MeshSettings;
import io.lockstep.benchmarks.comms.contestant.Pace;
import io.lockstep.comms.Communicator;
import io.lockstep.comms.Mesh;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.SparkEnv;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;

/**
 * The barrier task of one rank: joins a mesh for each variant, then lets them have their turns at each size. Rank 0 paces
 * all, and returns the turns; the others return nothing.
 */
final class SparkRank extends AbstractFunction1<Iterator<Integer>, Iterator<SparkTurn>> implements Serializable {
    private static final long serialVersionUID = 1;
    private static final String PACE = "pace";

    private final SparkPlan plan;

    SparkRank(SparkPlan plan) {
        this.plan = plan;
    }

    @Override
    public Iterator<SparkTurn> apply(Iterator<Integer> ranks) {
        BarrierTaskContext context = BarrierTaskContext.get();
        String host = SparkEnv.get().blockManager().blockManagerId().host();
        List<Communicator> communicators = new ArrayList<>();
        List<SparkTurn> turns = new ArrayList<>();
        try {
            for (SparkPlan.Variant variant : plan.variants()) {
                communicators.add(Mesh.join(
                        MeshSettings.parse(variant.settings())
                                .options(context.partitionId(), context.getTaskInfos().length, host),
                        own -> List.of(context.allGather(own))));
            }
            for (long bytes : plan.sizes()) {
                measure(communicators, bytes, turns);
            }
        } finally {
            communicators.forEach(Communicator::close);
        }
        return CollectionConverters.asScala(
                context.partitionId() == 0
                        ? turns.iterator()
                        : List.<SparkTurn>of().iterator());
    }

    private void measure(List<Communicator> communicators, long bytes, List<SparkTurn> turns) {
        List<AllReduceLoop> loops = new ArrayList<>();
        List<Integer> operations = new ArrayList<>();
        for (int i = 0; i < communicators.size(); i++) {
            Communicator communicator = communicators.get(i);
            MeshSettings settings = MeshSettings.parse(plan.variants().get(i).settings());
            AllReduceLoop loop = new AllReduceLoop(communicator, settings.compression());
            loop.take((int) bytes);
            loops.add(loop);
            operations.add(warmUp(communicator, loop));
        }
        for (int round = 0; round < plan.rounds(); round++) {
            for (int i = 0; i < loops.size(); i++) {
                int count = operations.get(i);
                long[] nanos = loops.get(i).run(Pace.warmUp(count), count);
                turns.add(new SparkTurn(bytes, plan.variants().get(i).name(), nanos));
            }
        }
    }

    /** Returns the operations of a turn, which are the same on all ranks. */
    private int warmUp(Communicator communicator, AllReduceLoop loop) {
        Duration turn = Duration.ofMillis(plan.turnMillis());
        Pace pace = new Pace(turn, turn.multipliedBy(4), System::nanoTime);
        ByteBuffer told = ByteBuffer.allocateDirect(2 * Integer.BYTES).order(ByteOrder.nativeOrder());
        while (true) {
            told.putInt(0, pace.operations()).putInt(Integer.BYTES, pace.isWarm() ? 1 : 0);
            communicator.broadcast(PACE, told, 0).await();
            int operations = told.getInt(0);
            if (told.getInt(Integer.BYTES) == 1) {
                return operations;
            }
            pace.learn(loop.run(1, operations));
        }
    }
}
