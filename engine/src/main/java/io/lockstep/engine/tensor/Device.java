package io.lockstep.engine.tensor;

import io.lockstep.engine.backend.Allocator;
import io.lockstep.engine.backend.Arena;
import io.lockstep.engine.backend.Backend;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.OwnedAllocator;
import io.lockstep.engine.backend.Shape;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Where tensors live and run: a backend, the memory they come from, and whether operations on them are recorded for
 * back-propagation. Belongs to one thread; who opens it closes it, and its tensors end with it.
 */
public final class Device implements AutoCloseable {
    private final Backend backend;
    private final OwnedAllocator owned = new OwnedAllocator();
    private final Arena arena = new Arena();
    private Allocator allocator = owned;
    private boolean recording = true;
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
    public Tensor empty(DType dtype, Shape shape) {
        return new Tensor(this, NdArray.deferred(allocator, dtype, shape));
    }

    public Tensor full(DType dtype, Shape shape, double value) {
        Tensor tensor = empty(dtype, shape);
        backend.fill(tensor.array(), value);
        return tensor;
    }

    public Tensor zeros(DType dtype, Shape shape) {
        return full(dtype, shape, 0);
    }

    public Tensor ones(DType dtype, Shape shape) {
        return full(dtype, shape, 1);
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
        boolean before = recording;
        recording = false;
        return () -> recording = before;
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
     * @throws IllegalArgumentException if {@code dtype} is not bfloat16
     */
    public Scope autocast(DType dtype) {
        if (dtype != DType.BFLOAT16) {
            throw new IllegalArgumentException("autocast computes in bfloat16, but " + dtype
                    + " was asked for; use BFLOAT16, or make the parameters " + dtype);
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
        allocator = owned;
        return () -> allocator = before;
    }

    long nextNode() {
        return nodes++;
    }

    @Override
    public void close() {
        backend.close();
        arena.close();
        owned.close();
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
