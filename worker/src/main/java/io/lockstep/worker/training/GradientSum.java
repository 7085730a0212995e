package io.lockstep.worker.training;

import io.lockstep.comms.Communicator;
import io.lockstep.comms.Pending;
import io.lockstep.comms.Reduction;
import io.lockstep.comms.compress.Compression;
import io.lockstep.comms.compress.GradientCompression;
import io.lockstep.engine.backend.HostMirror;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.format.HostArray;
import io.lockstep.engine.optim.Bucket;
import io.lockstep.worker.config.TrainConfig;
import io.lockstep.worker.overlap.Slice;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/**
 * Sums the gradients over the ranks, compressed if the configuration asks for it: bucket by bucket, large ones in slices.
 * All ranks sum the slices in one order, which may change between steps.
 */
final class GradientSum {
    private final Replica replica;
    private final Communicator communicator;
    private final long firstCompressedStep;
    /** By the index of the bucket; empty if nothing is compressed. */
    private final List<GradientCompression> compressions = new ArrayList<>();

    private final List<Bucket> buckets;
    private final List<Slice> slices;
    /** Indices of slices. */
    private int[] order;
    /** Slices of the step that were submitted: the first ones of the order. */
    private int submitted;

    private final BitSet ready = new BitSet();
    /** By the index of the bucket. */
    private final List<List<Pending>> pending = new ArrayList<>();
    /** The host's side of each bucket, which travels; empty if nothing does. */
    private final List<HostMirror> mirrors = new ArrayList<>();
    /** By the index of the bucket: when its gradients are there. */
    private final List<CompletionStage<?>> downloads = new ArrayList<>();

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
        buckets = replica.parameters().buckets();
        List<Integer> bytes = buckets.stream().map(GradientSum::bytes).toList();
        // What a compression leaves out is that of its bucket.
        slices = compressions.isEmpty() ? Slice.cut(bytes, config.bucketMb() << 20) : Slice.whole(bytes);
        order = IntStream.range(0, slices.size()).toArray();
        buckets.forEach(bucket -> pending.add(new ArrayList<>()));
        if (communicator.worldSize() > 1) {
            for (Bucket bucket : buckets) {
                mirrors.add(replica.device().backend().mirror(bucket.gradients()));
                downloads.add(CompletableFuture.completedStage(null));
            }
        }
    }

    private static int bytes(Bucket bucket) {
        NdArray gradients = bucket.gradients();
        return Math.toIntExact(gradients.numel() * gradients.dtype().bytes());
    }

    /** What is summed by one all-reduce each. */
    List<Slice> slices() {
        return slices;
    }

    /** The order in which the slices are summed, by their indices. */
    int[] order() {
        return order.clone();
    }

    /**
     * Sums the slices of the next steps in another order.
     *
     * @param order indices of {@link #slices()}, the same on all ranks
     */
    void reorder(int[] order) {
        this.order = order;
    }

    /** The gradients of a bucket are ready in step {@code globalStep} of the run: starts all sums whose turn it is. */
    void start(Bucket bucket, long globalStep) {
        if (mirrors.isEmpty()) {
            return; // one worker has the sum
        }
        ready.set(bucket.index());
        downloads.set(bucket.index(), mirrors.get(bucket.index()).download());
        while (submitted < order.length
                && ready.get(slices.get(order[submitted]).bucket())) {
            submit(slices.get(order[submitted++]), globalStep);
        }
        if (submitted == order.length) {
            submitted = 0;
            ready.clear();
        }
    }

    private void submit(Slice slice, long globalStep) {
        Bucket bucket = buckets.get(slice.bucket());
        boolean isCompressed = !compressions.isEmpty() && globalStep >= firstCompressedStep;
        ByteBuffer gradients = mirrors.get(bucket.index()).buffer();
        communicator.startAfter(downloads.get(bucket.index()));
        Pending sum = isCompressed
                ? communicator.allReduce(bucket.name(), gradients, Reduction.SUM, compressions.get(bucket.index()))
                : communicator.allReduce(
                        bucket.name(),
                        gradients.slice(slice.start(), slice.bytes()).order(ByteOrder.nativeOrder()),
                        replica.elementType(),
                        Reduction.SUM);
        pending.get(bucket.index()).add(sum);
    }

    /** Waits for the sums of a bucket, if it was started. */
    void await(Bucket bucket) {
        List<Pending> sums = pending.get(bucket.index());
        for (Pending sum : sums) {
            sum.await();
        }
        if (!sums.isEmpty()) {
            sums.clear();
            mirrors.get(bucket.index()).upload();
        }
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
