package io.lockstep.engine.tensor;

import io.lockstep.engine.backend.Allocator;
import io.lockstep.engine.backend.Arena;
import io.lockstep.engine.backend.Backend;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.OwnedAllocator;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.vocabulary.Creation;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Where tensors live and run: a backend, the memory they come from, and whether operations on them are recorded for
 * back-propagation. Belongs to one thread; who opens it closes it, and its tensors end with it.
 */
public final class Device implements Creation, AutoCloseable {
    private final Backend backend;
    private final OwnedAllocator lasting = new OwnedAllocator();
    private OwnedAllocator owned = lasting;
    private final Arena arena = new Arena();
    private final Generator generator = new Generator();
    private Allocator allocator = owned;
    private boolean recording = true;
    private boolean inferring;
    private boolean detectingAnomalies;
    private @Nullable DType autocastType;
    private long nodes;

    /** Takes over the backend and closes it with the device. */
    public Device(Backend backend) {
        this.backend = backend;
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
        Tensor tensor = emptyFor(DType.FLOAT32, values.length, sizes);
        tensor.contiguousBuffer().asFloatBuffer().put(values);
        return tensor;
    }

    /** A float64 tensor with a copy of {@code values} in row-major order. */
    public Tensor tensor(double[] values, long... sizes) {
        Tensor tensor = emptyFor(DType.FLOAT64, values.length, sizes);
        tensor.contiguousBuffer().asDoubleBuffer().put(values);
        return tensor;
    }

    /** An int64 tensor with a copy of {@code values} in row-major order. */
    public Tensor tensor(long[] values, long... sizes) {
        Tensor tensor = emptyFor(DType.INT64, values.length, sizes);
        tensor.contiguousBuffer().asLongBuffer().put(values);
        return tensor;
    }

    /** A tensor with a copy of the {@code bytes} of its elements, row-major and in native byte order. */
    public Tensor tensor(DType dtype, ByteBuffer bytes, long... sizes) {
        Tensor tensor = emptyFor(dtype, bytes.remaining() / dtype.bytes(), sizes);
        tensor.contiguousBuffer().put(bytes.duplicate());
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
        return () -> {
            try {
                backend.settle();
            } finally {
                allocator = owned;
                arena.reset();
            }
        };
    }

    /** Until it is closed, operations are not recorded for back-propagation. */
    public Scope noGrad() {
        return recording(false);
    }

    /** Until it is closed, operations are recorded for back-propagation, even inside {@link #noGrad}. */
    public Scope enableGrad() {
        return recording(true);
    }

    private Scope recording(boolean records) {
        boolean before = recording;
        recording = records;
        return () -> recording = before;
    }

    /**
     * Until it is closed, operations are not recorded, and the tensors they make never will take part in a recorded
     * computation: what takes a change of them for granted can rely on it.
     */
    public Scope inferenceMode() {
        boolean before = inferring;
        Scope noGrad = noGrad();
        inferring = true;
        return () -> {
            inferring = before;
            noGrad.close();
        };
    }

    /** Whether inference mode is on. */
    public boolean isInferring() {
        return inferring;
    }

    /**
     * Anomaly mode: until it is closed, each operation remembers where in the program it was called, and a backward pass
     * that meets a NaN fails, naming the operation that made it. It costs time and is meant for the search for a fault.
     */
    public Scope detectAnomaly() {
        boolean before = detectingAnomalies;
        detectingAnomalies = true;
        return () -> detectingAnomalies = before;
    }

    /** Whether anomaly mode is on. */
    public boolean detectsAnomalies() {
        return detectingAnomalies;
    }

    /** Whether operations are recorded for back-propagation. */
    public boolean isRecording() {
        return recording;
    }

    /**
     * Until it is closed, convolutions, linear layers and products of matrices compute in {@code dtype}, as under PyTorch's
     * autocast: they convert float32 inputs, and give results in it, while their parameters and the gradients of these stay
     * float32. Other operations run in the type of their input, save for the loss, which is float32. A backward pass
     * computes in the types that its forward pass chose, wherever it runs.
     *
     * <p>In float16, gradients may be too small or too large for its range: multiply the loss by a scale, as
     * {@link io.lockstep.engine.optim.GradScaler} does.
     *
     * @param dtype bfloat16 or float16
     * @throws IllegalArgumentException if {@code dtype} is another type
     */
    public Scope autocast(DType dtype) {
        if (!dtype.isHalf()) {
            throw new IllegalArgumentException("autocast computes in bfloat16 or float16, but " + dtype
                    + " was asked for; use BFLOAT16 or FLOAT16, or make the parameters " + dtype);
        }
        return autocastTo(dtype);
    }

    /** Until it is closed, all operations compute in the types of their inputs, even inside {@link #autocast}. */
    public Scope noAutocast() {
        return autocastTo(null);
    }

    private Scope autocastTo(@Nullable DType dtype) {
        DType before = autocastType;
        autocastType = dtype;
        return () -> autocastType = before;
    }

    /** What convolutions and products of matrices compute in, null for the type of their inputs. */
    public @Nullable DType autocastType() {
        return autocastType;
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
        Throwable place = detectingAnomalies ? new Throwable(operation.name() + " was called here") : null;
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

    /** The name of the type of device: {@code cpu} or {@code cuda}. */
    public String type() {
        return "cpu";
    }

    /** The device of the host's memory: this one. */
    public Device cpu() {
        return this;
    }

    @Override
    public Device device() {
        return this;
    }

    @Override
    public void close() {
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

    private Tensor emptyFor(DType dtype, long count, long... sizes) {
        Shape shape = Shape.of(sizes);
        if (shape.numel() != count) {
            throw new IllegalArgumentException(
                    "shape " + shape + " holds " + shape.numel() + " elements, but " + count + " were given");
        }
        return empty(dtype, shape);
    }
}
