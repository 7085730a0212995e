package io.lockstep.worker.training;

import io.lockstep.comms.Communicator;
import io.lockstep.comms.Pending;
import io.lockstep.comms.Reduction;
import io.lockstep.comms.compress.Compression;
import io.lockstep.comms.compress.GradientCompression;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.format.HostArray;
import io.lockstep.engine.optim.Bucket;
import io.lockstep.worker.config.TrainConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Sums the gradients over the ranks, compressed if the configuration asks for it. */
final class GradientSum {
    private final Replica replica;
    private final Communicator communicator;
    private final long firstCompressedStep;
    /** By the index of the bucket; empty if nothing is compressed. */
    private final List<GradientCompression> compressions = new ArrayList<>();

    private final List<Pending> pending = new ArrayList<>();

    GradientSum(TrainConfig config, Replica replica, Communicator communicator) {
        this.replica = replica;
        this.communicator = communicator;
        firstCompressedStep = config.compressionWarmupSteps();
        Compression compression = Compressions.of(config);
        if (compression != null && communicator.worldSize() > 1) {
            for (Bucket bucket : replica.parameters().buckets()) {
                compressions.add(
                        compression.create(Compressions.layout(bucket, communicator.rank(), communicator.worldSize())));
            }
        }
    }

    /** Starts to sum the gradients of a bucket, in step {@code globalStep} of the run. */
    void start(Bucket bucket, long globalStep) {
        boolean isCompressed = !compressions.isEmpty() && globalStep >= firstCompressedStep;
        pending.add(
                isCompressed
                        ? communicator.allReduce(
                                bucket.name(), bucket.gradients(), Reduction.SUM, compressions.get(bucket.index()))
                        : communicator.allReduce(
                                bucket.name(), bucket.gradients(), replica.elementType(), Reduction.SUM));
    }

    /** Waits for the sums of all buckets that were started. */
    void await() {
        for (Pending sum : pending) {
            sum.await();
        }
        pending.clear();
    }

    /** Whether a run that goes on later needs {@link #state()}; the same on all ranks. */
    boolean hasState() {
        return !compressions.isEmpty() && !compressions.get(0).state().isEmpty();
    }

    /** What this rank has left out so far, and what else its compression remembers: a copy, by bucket and name. */
    Map<String, HostArray> state() {
        Map<String, HostArray> state = new LinkedHashMap<>();
        for (int bucket = 0; bucket < compressions.size(); bucket++) {
            for (Map.Entry<String, float[]> entry :
                    compressions.get(bucket).state().entrySet()) {
                float[] values = entry.getValue();
                state.put(bucket + "." + entry.getKey(), HostArray.of(Shape.of(values.length), values));
            }
        }
        return state;
    }

    /**
     * Goes on from a saved {@link #state()}.
     *
     * @throws IllegalArgumentException if it is that of other buckets
     */
    void restore(Map<String, HostArray> saved) {
        for (int bucket = 0; bucket < compressions.size(); bucket++) {
            for (Map.Entry<String, float[]> entry :
                    compressions.get(bucket).state().entrySet()) {
                String name = bucket + "." + entry.getKey();
                float[] values = entry.getValue();
                HostArray array = saved.get(name);
                if (array == null || !array.shape().equals(Shape.of(values.length))) {
                    throw new IllegalArgumentException("the residuals should hold " + name + " of " + values.length
                            + " elements, but have " + (array == null ? "none" : array));
                }
                array.floats().get(0, values);
            }
        }
    }
}
