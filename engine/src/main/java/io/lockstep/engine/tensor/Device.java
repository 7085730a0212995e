package io.lockstep.engine.tensor;

import io.lockstep.engine.backend.Allocator;
import io.lockstep.engine.backend.Arena;
import io.lockstep.engine.backend.Backend;
import io.lockstep.engine.backend.Backends;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.OwnedAllocator;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.vocabulary.Creation;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Where tensors live and run: a backend, the memory they come from, and the modes that operations on them run in. Belongs to
 * one thread; who opens it closes it, and its tensors end with it.
 */
public final class Device extends Modes implements Creation, AutoCloseable {
    private final Backend backend;
    private final OwnedAllocator lasting;
    private final Arena arena;
    private final Generator generator = new Generator();
    private OwnedAllocator owned;
    private Allocator allocator;
    private long nodes;
    /** The device of the other type, once it was asked for; of it this one. */
    private @Nullable Device companion;

    private boolean closed;

    /** Takes over the backend and closes it with the device. */
    @SuppressWarnings("this-escape") // only as a key
    public Device(Backend backend) {
        this.backend = backend;
        lasting = new OwnedAllocator(backend.memory("tensors that outlive a step"));
        arena = new Arena(backend.memory("results of the training step"));
        owned = lasting;
        allocator = owned;
        OpenDevices.opened(this);
    }

    /**
     * A device with the best backend for it.
     *
     * @param name {@code cpu}, {@code cuda} or {@code cuda:1}
     * @throws IllegalArgumentException if there is no such type of device
     * @throws IllegalStateException if it cannot be used here; the message says why
     */
    public static Device open(String name) {
        if (!name.matches("cpu|cuda|cuda:[0-9]{1,4}")) {
            throw new IllegalArgumentException(
                    "a device is named cpu, cuda or cuda:0, but \"" + name + "\" was given; choose one of these");
        }
        int colon = name.indexOf(':');
        String type = colon < 0 ? name : name.substring(0, colon);
        int index = colon < 0 ? 0 : Integer.parseInt(name.substring(colon + 1));
        return new Device(Backends.open(type, index, null));
    }

    public Backend backend() {
        return backend;
    }

    /** Where fresh tensors take their memory: the step's arena inside a step, else memory of the device. */
    public Allocator allocator() {
        return allocator;
    }

    // Creation

    /** A tensor with undefined contents. */
    @Override
    public Tensor empty(DType dtype, Shape shape) {
        return new Tensor(this, NdArray.deferred(allocator, dtype, shape));
    }

    /** A float32 tensor with a copy of {@code values} in row-major order. */
    public Tensor tensor(float[] values, long... sizes) {
        ByteBuffer bytes = elements(DType.FLOAT32, values.length);
        bytes.asFloatBuffer().put(values);
        return tensor(DType.FLOAT32, bytes, sizes);
    }

    /** A float64 tensor with a copy of {@code values} in row-major order. */
    public Tensor tensor(double[] values, long... sizes) {
        ByteBuffer bytes = elements(DType.FLOAT64, values.length);
        bytes.asDoubleBuffer().put(values);
        return tensor(DType.FLOAT64, bytes, sizes);
    }

    /** An int64 tensor with a copy of {@code values} in row-major order. */
    public Tensor tensor(long[] values, long... sizes) {
        ByteBuffer bytes = elements(DType.INT64, values.length);
        bytes.asLongBuffer().put(values);
        return tensor(DType.INT64, bytes, sizes);
    }

    /** A tensor with a copy of the {@code bytes} of its elements, row-major and in native byte order. */
    public Tensor tensor(DType dtype, ByteBuffer bytes, long... sizes) {
        Tensor tensor = emptyFor(dtype, bytes.remaining() / dtype.bytes(), sizes);
        tensor.array().contiguousBlock().write(bytes);
        return tensor;
    }

    // Scopes

    /**
     * A training step: until it is closed, fresh tensors come from an arena that gives every step the same addresses.
     * Tensors made in it must not be read after it.
     *
     * @throws IllegalStateException if a step is open already
     */
    public Scope step() {
        if (allocator == arena) {
            throw new IllegalStateException("a step is open already; close it before the next one begins");
        }
        allocator = arena;
        backend.beginStep();
        return () -> {
            try {
                backend.settle();
                backend.endStep();
            } finally {
                allocator = owned;
                arena.reset();
            }
        };
    }

    /** Until it is closed, fresh tensors take memory that lives as long as the device, even inside a step. */
    public Scope persistent() {
        Allocator before = allocator;
        allocator = lasting;
        return () -> allocator = before;
    }

    /**
     * Frees at its end, at once, the memory of all tensors made in it, save for those it was told to {@linkplain
     * MemoryScope#keep keep}; reading another one is an error from then on. Outside of any scope and step the garbage
     * collector frees what nobody can reach.
     *
     * @throws IllegalStateException if a step is open, which frees its tensors itself
     */
    public MemoryScope scope() {
        if (allocator == arena) {
            throw new IllegalStateException("a step frees its tensors itself; open the scope outside of the step");
        }
        OwnedAllocator before = owned;
        MemoryScope scope = new MemoryScope(backend, before, () -> {
            owned = before;
            allocator = before;
        });
        owned = scope.memory();
        allocator = owned;
        return scope;
    }

    /** Bytes of memory of tensors that are not freed yet, those of the step's arena left out. */
    public long allocatedBytes() {
        return owned == lasting ? lasting.bytes() : lasting.bytes() + owned.bytes();
    }

    /** A node for {@code result}, which {@code operation} computed. */
    Node record(Operation operation, Tensor[] inputs, Tensor result) {
        for (Tensor input : inputs) {
            if (input.isInference()) {
                throw new IllegalStateException(
                        operation.name() + " got a tensor made in inference mode, which cannot be"
                                + " saved for a backward pass; use clone() of it");
            }
        }
        Throwable place = detectsAnomalies() ? new Throwable(operation.name() + " was called here") : null;
        return new Node(nextNode(inputs), operation, inputs, result, place);
    }

    /** Larger than that of any input, some of which may live on another device. */
    private long nextNode(Tensor[] inputs) {
        for (Tensor input : inputs) {
            Node node = input.node();
            if (node != null) {
                nodes = Math.max(nodes, node.number() + 1);
            }
        }
        return nodes++;
    }

    // Random numbers

    /** Where tensors take their random numbers from. */
    public Generator generator() {
        return generator;
    }

    /** Starts the random numbers anew: the same seed gives the same ones in every run and on every device. */
    public void manualSeed(long seed) {
        generator.manualSeed(seed);
    }

    /**
     * With true, lets only those algorithms be chosen that give the same bits in every run. On the processor, with the same
     * number of threads, all do.
     */
    public void useDeterministicAlgorithms(boolean wanted) {
        backend.useDeterministicAlgorithms(wanted);
    }

    /** The name of the type of device: {@code cpu} or {@code cuda}. */
    public String type() {
        return backend.deviceType();
    }

    /** What PyTorch calls this device, such as {@code cpu} or {@code cuda:0}. */
    public String name() {
        return isHost() ? type() : type() + ":" + backend.deviceIndex();
    }

    /**
     * Whether products and convolutions of float32 may round their factors to TensorFloat-32, with 10 bits behind the point,
     * where that is faster; by default they may not ({@code torch.backends.cuda.matmul.allow_tf32}).
     */
    public void allowTensorFloat32(boolean allowed) {
        backend.allowTensorFloat32(allowed);
    }

    /** Waits until all that was computed so far is there; on a GPU operations return before they have run. */
    public void synchronize() {
        backend.synchronize();
    }

    /** Whether the memory of this device is the host's. */
    public boolean isHost() {
        return type().equals("cpu");
    }

    /** The device of the host's memory: this one, or one that is opened with the first call and closed with this one. */
    public Device cpu() {
        return ofType("cpu");
    }

    /**
     * The device of the first GPU: this one, or one that is opened with the first call and closed with this one.
     *
     * @throws IllegalStateException if no GPU can be used here; the message says why
     */
    public Device cuda() {
        return ofType("cuda");
    }

    private Device ofType(String wanted) {
        if (type().equals(wanted)) {
            return this;
        }
        if (companion == null) {
            companion = open(wanted);
            companion.companion = this;
        }
        return companion;
    }

    @Override
    public Device device() {
        return this;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        OpenDevices.closed(this);
        if (companion != null) {
            companion.close();
        }
        backend.close();
        arena.close();
        owned.close();
        lasting.close();
    }

    /** Something that ends when it is closed, without exceptions. */
    public interface Scope extends AutoCloseable {
        @Override
        void close();
    }

    private static ByteBuffer elements(DType dtype, int count) {
        return ByteBuffer.allocate(Math.multiplyExact(count, dtype.bytes())).order(ByteOrder.nativeOrder());
    }

    private Tensor emptyFor(DType dtype, long count, long... sizes) {
        Shape shape = Shape.of(sizes);
        if (shape.numel() != count) {
            throw new IllegalArgumentException(
                    "shape " + shape + " holds " + shape.numel() + " elements, but " + count + " were given");
        }
        return empty(dtype, shape);
    }
}
