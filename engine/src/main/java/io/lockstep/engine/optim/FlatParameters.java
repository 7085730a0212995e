package io.lockstep.engine.optim;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Leaf;
import io.lockstep.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One flat space for the parameters of a model, and one of the same layout for their gradients. The last parameter
 * comes first, since its gradient is the first that the backward pass completes, and neighbours form buckets: while the
 * backward pass goes on, the gradients of the buckets that are ready can be reduced. The backward pass writes gradients
 * right to their place in the flat space; in a step of several passes the first overwrites and the later ones add up.
 * Gaps between parameters, for alignment, hold zeros.
 *
 * <p>Buckets are reported in the order of their indices, whatever order they complete in, so that all workers reduce
 * them in the same order.
 */
public final class FlatParameters {
    /** Elements to whose multiples parameters are aligned: a cache line of float32. */
    private static final long ALIGNMENT = 16;
    /** What part of a bucket is too little to be reduced by itself, and what part the first layers' bucket has at most. */
    private static final long LITTLE = 8;

    private final Map<String, Tensor> views = new LinkedHashMap<>();
    private final List<Slot> slots = new ArrayList<>();
    private final List<Bucket> buckets = new ArrayList<>();
    private final Tensor parameters;
    private final Tensor gradients;
    private final WaitingUpdate waiting = new WaitingUpdate(buckets);
    private @Nullable Consumer<Bucket> whenReady;
    private int nextBucket;

    /**
     * Copies the parameters to the flat space; {@link #views()} takes their places in the model.
     *
     * @param bucketBytes a bucket is closed as soon as it holds this many bytes, or earlier before a parameter as large as that,
     *     and before the first layers, of which a bucket holds an eighth of them at most
     * @throws IllegalArgumentException if there are none, or their element types differ
     */
    public FlatParameters(Device device, Map<String, Tensor> parameters, long bucketBytes) {
        DType dtype = commonType(parameters);
        long elements = 0;
        for (Tensor parameter : parameters.values()) {
            elements += aligned(parameter.numel());
        }
        try (Device.Scope ignored = device.persistent()) {
            this.parameters = device.zeros(dtype, Shape.of(elements));
            this.gradients = device.zeros(dtype, Shape.of(elements));
        }
        List<String> names = new ArrayList<>(parameters.keySet());
        Collections.reverse(names);
        lay(names, parameters, bucketBytes);
        for (String name : parameters.keySet()) {
            views.put(name, slots.get(names.indexOf(name)).parameter());
        }
    }

    /** The parameters in the flat space, which collect gradients there, in the order given at construction. */
    public Map<String, Tensor> views() {
        return Collections.unmodifiableMap(views);
    }

    /** All parameters [n], up to date. */
    public Tensor parameters() {
        waiting.settle();
        return parameters;
    }

    /** All gradients [n]. */
    public Tensor gradients() {
        return gradients;
    }

    public List<Bucket> buckets() {
        return Collections.unmodifiableList(buckets);
    }

    /**
     * Puts an update of the parameters off: each bucket is handed to {@code update} right before a layer reads one of its
     * parameters, or with {@link #settle}. Until then its gradients have to stay as they are, so no backward pass may come
     * before {@code settle()}.
     *
     * @param update updates the parameters of a bucket by its gradients; if it throws, the bucket goes on waiting
     */
    public void updateBeforeRead(Consumer<Bucket> update) {
        waiting.begin(update);
    }

    /** Updates all parameters whose update still waits for them to be read. */
    public void settle() {
        waiting.settle();
    }

    /** As {@link #beginStep()} and {@link #reportNext}: a step of one backward pass. */
    public void beginStep(Consumer<Bucket> whenReady) {
        beginStep();
        reportNext(whenReady);
    }

    /** Forgets the old gradients. Those of the backward passes up to {@link #endBackward} add up, and none is reported. */
    public void beginStep() {
        whenReady = null;
        nextBucket = 0;
        for (Bucket bucket : buckets) {
            bucket.beginStep();
        }
        for (Slot slot : slots) {
            slot.beginStep();
        }
    }

    /** The next backward pass is the step's last one: each bucket is reported to {@code whenReady} as it completes it. */
    public void reportNext(Consumer<Bucket> whenReady) {
        this.whenReady = whenReady;
    }

    /** Sets the gradients that no backward pass of the step reached to zero, and reports the buckets that waited for them. */
    public void endBackward() {
        for (Slot slot : slots) {
            if (!slot.done) {
                slotDone(slot);
            }
        }
        whenReady = null;
    }

    /** Lays parameters and gradients one after the other and cuts them into buckets. */
    private void lay(List<String> names, Map<String, Tensor> originals, long bucketBytes) {
        long total = parameters.numel();
        long bucketElements = (bucketBytes - 1) / parameters.dtype().bytes() + 1;
        long start = 0;
        long end = 0;
        List<Bucket.Member> members = new ArrayList<>();
        for (String name : names) {
            Tensor original = Objects.requireNonNull(originals.get(name));
            long elements = aligned(original.numel());
            if (isBorder(end - start, elements, total - end, bucketElements)) {
                buckets.add(bucket(start, end, members));
                start = end;
                members.clear();
            }
            slots.add(slot(original, end, buckets.size()));
            members.add(new Bucket.Member(name, end - start, original.shape()));
            end += elements;
        }
        buckets.add(bucket(start, end, members));
    }

    /**
     * Whether a bucket ends before the next parameter: if it is full, or if it holds something worth a reduction of its own and
     * what comes is either as large as a bucket, and ready much later, or the last, small one, which the next forward pass
     * needs first.
     *
     * @param left elements from the next parameter to the end
     */
    private static boolean isBorder(long held, long next, long left, long bucketElements) {
        long little = bucketElements / LITTLE;
        boolean comesLarge = next >= bucketElements;
        boolean comesFirstLayer = left <= little;
        return held >= bucketElements || (held > little && (comesLarge || comesFirstLayer));
    }

    private Slot slot(Tensor original, long offset, int bucket) {
        Device device = original.device();
        Tensor parameter = new Tensor(device, view(parameters, original.shape(), offset));
        device.backend().copy(original.array(), parameter.array());
        Tensor gradient = new Tensor(device, view(gradients, original.shape(), offset));
        Leaf leaf = Objects.requireNonNull(parameter.requiresGrad_().leaf());
        leaf.bind(gradient);
        Slot slot = new Slot(parameter, gradient, leaf, bucket);
        leaf.whenAccumulated(() -> gradientComplete(slot));
        leaf.beforeRead(() -> waiting.update(bucket));
        return slot;
    }

    private Bucket bucket(long start, long end, List<Bucket.Member> members) {
        String first = members.get(0).name();
        String last = members.get(members.size() - 1).name();
        String name = first.equals(last) ? first : first + " to " + last;
        return new Bucket(buckets.size(), name, start, end, gradients, members);
    }

    private void gradientComplete(Slot slot) {
        waiting.requireDone(slot.bucket);
        if (whenReady == null) {
            return;
        }
        if (slot.done) {
            throw new IllegalStateException("a second backward pass reached gradients that were reported as ready;"
                    + " call beginStep() after each step, and reportNext() before its last backward pass only");
        }
        slotDone(slot);
    }

    private void slotDone(Slot slot) {
        slot.done = true;
        if (slot.leaf.grad() == null) {
            slot.gradient.device().backend().fill(slot.gradient.array(), 0);
            slot.leaf.grad(slot.gradient);
        }
        buckets.get(slot.bucket).gradientDone();
        Consumer<Bucket> reader = whenReady;
        while (reader != null
                && nextBucket < buckets.size()
                && buckets.get(nextBucket).isComplete()) {
            reader.accept(buckets.get(nextBucket++));
        }
    }

    private static NdArray view(Tensor flat, Shape shape, long offset) {
        return flat.array().view(shape, shape.contiguousStrides(), offset);
    }

    private static long aligned(long elements) {
        return (elements + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    private static DType commonType(Map<String, Tensor> parameters) {
        DType dtype = null;
        for (Map.Entry<String, Tensor> entry : parameters.entrySet()) {
            DType own = entry.getValue().dtype();
            if (dtype != null && dtype != own) {
                throw new IllegalArgumentException("the parameters of a flat space have one element type, but \""
                        + entry.getKey() + "\" is " + own + " and the ones before are " + dtype);
            }
            dtype = own;
        }
        if (dtype == null) {
            throw new IllegalArgumentException("a flat space needs at least one parameter; does the model have any?");
        }
        return dtype;
    }

    /** One parameter in the flat space. */
    private static final class Slot {
        private final Tensor parameter;
        private final Tensor gradient;
        private final Leaf leaf;
        private final int bucket;
        private boolean done;

        Slot(Tensor parameter, Tensor gradient, Leaf leaf, int bucket) {
            this.parameter = parameter;
            this.gradient = gradient;
            this.leaf = leaf;
            this.bucket = bucket;
        }

        Tensor parameter() {
            return parameter;
        }

        void beginStep() {
            done = false;
            leaf.clear();
        }
    }
}
