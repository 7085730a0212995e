package io.lockstep.engine.backend.emulation;

import io.lockstep.engine.backend.Arena;
import io.lockstep.engine.backend.Backend;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.RunningStatistics;
import io.lockstep.engine.backend.Shape;

/**
 * Float32 arrays that stand in for the half-precision arguments of one kernel. They live until {@link #reset()}, in memory that
 * serves the next kernel again.
 */
final class Float32Copies implements AutoCloseable {
    private final Backend backend;
    private final DType half;
    private final Arena arena = new Arena();

    /**
     * @param backend converts between the types
     * @param half the type whose arrays are copied
     */
    Float32Copies(Backend backend, DType half) {
        this.backend = backend;
        this.half = half;
    }

    /**
     * Whether a kernel needs copies; empty arrays have nothing to convert. If so, kernels run first that were held back and
     * write the operands, since they use the same memory.
     *
     * @param y a result or gradient in the type that the kernel computes in
     */
    boolean areNeeded(NdArray y, NdArray... operands) {
        if (y.dtype() != half || y.numel() == 0) {
            return false;
        }
        y.storage().settle();
        for (NdArray operand : operands) {
            operand.storage().settle();
        }
        return true;
    }

    /** The values of a half-precision array, at its strides; a float32 array stays as it is. */
    NdArray of(NdArray x) {
        return x.dtype() == half ? at(x, widened(row(x))) : x;
    }

    /** As above, of both statistics. */
    RunningStatistics of(RunningStatistics running) {
        return running.mean().dtype() == half
                ? new RunningStatistics(of(running.mean()), of(running.variance()), running.momentum())
                : running;
    }

    /** The values of {@code x} rounded to the half precision, at its strides. */
    NdArray rounded(NdArray x) {
        if (x.dtype() == half) {
            return of(x);
        }
        NdArray row = row(x);
        NdArray narrow = NdArray.deferred(arena, half, row.shape());
        backend.copy(row, narrow);
        return at(x, widened(narrow));
    }

    /** Fresh, for the result of a kernel, which goes to {@code y} by {@link #deliver}; a float32 y itself. */
    NdArray resultFor(NdArray y) {
        return y.dtype() == half ? NdArray.deferred(arena, DType.FLOAT32, y.shape()) : y;
    }

    /** Rounds a result into its place. */
    void deliver(NdArray result, NdArray y) {
        if (result != y) {
            backend.copy(result, y);
        }
    }

    /** Rounds both statistics into their places. */
    void deliver(RunningStatistics result, RunningStatistics running) {
        deliver(result.mean(), running.mean());
        deliver(result.variance(), running.variance());
    }

    private NdArray widened(NdArray row) {
        NdArray wide = NdArray.deferred(arena, DType.FLOAT32, row.shape());
        backend.copy(row, wide);
        return wide;
    }

    /** All from the first to the last element of an array, in the order in which they lie. */
    private static NdArray row(NdArray x) {
        long elements = 1;
        for (int d = 0; d < x.shape().dim(); d++) {
            elements += (x.shape().size(d) - 1) * x.stride(d);
        }
        return x.view(Shape.of(elements), new long[] {1}, x.offset());
    }

    private static NdArray at(NdArray x, NdArray row) {
        return row.view(x.shape(), x.strides(), 0);
    }

    /** Takes the memory of all copies back. */
    void reset() {
        arena.reset();
    }

    /** Bytes held for copies. */
    long capacityBytes() {
        return arena.capacityBytes();
    }

    @Override
    public void close() {
        arena.close();
    }
}
