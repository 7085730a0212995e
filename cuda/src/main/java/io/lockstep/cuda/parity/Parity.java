package io.lockstep.cuda.parity;

import io.lockstep.engine.backend.Arena;
import io.lockstep.engine.backend.Backend;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.fusion.FusingBackend;
import io.lockstep.engine.backend.reference.ReferenceBackend;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

/**
 * Runs kernels on the reference backend and on another one, on the same numbers, and compares what both wrote. A suite is a list
 * of {@link ParityCases}, each of which makes its arrays here, runs kernels on both sides and compares.
 */
public final class Parity implements AutoCloseable {
    private static final long SEED = 20261128;

    private final Side expected;
    private final Side actual;
    private final Random random = new Random(SEED);
    private long comparisons;

    /** @param tested not closed here */
    public Parity(Backend tested) {
        Backend reference = new ReferenceBackend();
        expected = new Side(reference, new Arena(reference.memory("parity")), true);
        actual = new Side(tested, new Arena(tested.memory("parity")), false);
    }

    /** Arrays compared so far. */
    public long comparisons() {
        return comparisons;
    }

    /** The same numbers in every run. */
    public Random random() {
        return random;
    }

    /** Lets all arrays go that were made so far. */
    void reset() {
        expected.arena.reset();
        actual.arena.reset();
    }

    /** A contiguous array of numbers, rounded to its type, in row-major order. */
    public Twin array(DType dtype, Shape shape, DoubleSupplier numbers) {
        Twin exact = new Twin(expected.fresh(DType.FLOAT64, shape), expected.fresh(dtype, shape));
        ByteBuffer elements = exact.expected().contiguousBlock().buffer();
        for (int i = 0; i < shape.numel(); i++) {
            elements.putDouble(i * Double.BYTES, numbers.getAsDouble());
        }
        NdArray rounded = exact.actual();
        if (shape.numel() > 0) {
            expected.backend.copy(exact.expected(), rounded);
        }
        NdArray copy = actual.fresh(dtype, shape);
        copy.contiguousBlock().write(rounded.contiguousBlock().buffer());
        return new Twin(rounded, copy);
    }

    /** An array of normally distributed numbers. */
    public Twin normal(DType dtype, long... sizes) {
        return array(dtype, Shape.of(sizes), random::nextGaussian);
    }

    /** An array of whole numbers from {@code low} to {@code high} - 1. */
    public Twin whole(DType dtype, int low, int high, long... sizes) {
        return array(dtype, Shape.of(sizes), () -> low + random.nextInt(high - low));
    }

    /** A fresh result, whose memory and order the kernel chooses. */
    public Twin fresh(DType dtype, long... sizes) {
        Shape shape = Shape.of(sizes);
        return new Twin(expected.fresh(dtype, shape), actual.fresh(dtype, shape));
    }

    /** Runs kernels on both sides. */
    public void run(Consumer<Side> kernels) {
        kernels.accept(expected);
        kernels.accept(actual);
    }

    /**
     * Compares two arrays: |a - e| is at most {@code tolerance} times the larger of |e| and the root mean square of all e; NaN and
     * infinities must be the same.
     *
     * @throws AssertionError if they differ, with {@code what}, the place and both numbers
     */
    public void compare(String what, Twin y, double tolerance) {
        compare(what, y, tolerance, tolerance);
    }

    /**
     * As above with a tolerance of its own for the root mean square; (0, 0) wants equal numbers.
     *
     * @param relative share of |e|
     * @param absolute share of the root mean square of all finite e
     */
    public void compare(String what, Twin y, double relative, double absolute) {
        double[] wanted = expected.values(y.expected());
        double[] got = values(y.actual());
        double scale = rootMeanSquare(wanted);
        for (int i = 0; i < wanted.length; i++) {
            boolean same = Double.compare(wanted[i], got[i]) == 0 || wanted[i] == got[i];
            double allowed = Math.max(relative * Math.abs(wanted[i]), absolute * scale);
            if (!same && !(Math.abs(got[i] - wanted[i]) <= allowed && Double.isFinite(wanted[i]))) {
                throw new AssertionError(what + ": element " + i + " of " + y.expected() + " is " + got[i] + ", but "
                        + wanted[i] + " was expected, give or take " + allowed);
            }
        }
        comparisons++;
    }

    private static double rootMeanSquare(double[] values) {
        double sum = 0;
        int count = 0;
        for (double value : values) {
            if (Double.isFinite(value)) {
                sum += value * value;
                count++;
            }
        }
        return count == 0 ? 0 : Math.sqrt(sum / count);
    }

    /** Elements of the tested side, brought to the host as they lie in plain order. */
    private double[] values(NdArray array) {
        NdArray host = expected.fresh(array.dtype(), array.shape());
        if (array.numel() > 0) {
            NdArray dense = array;
            if (!array.isContiguous()) {
                dense = actual.fresh(array.dtype(), array.shape());
                actual.backend.copy(array, dense);
            }
            host.contiguousBlock().write(dense.contiguousBlock().read());
        }
        return expected.values(host);
    }

    @Override
    public void close() {
        expected.arena.close();
        actual.arena.close();
        expected.backend.close();
    }

    /** An array twice: as the reference backend has it, and as the tested one has. */
    public record Twin(NdArray expected, NdArray actual) {
        /** The same view of both. */
        public Twin view(Shape shape, long[] strides, long offset) {
            return new Twin(expected.view(shape, strides, offset), actual.view(shape, strides, offset));
        }
    }

    /** One of the two backends, with its arrays. */
    public static final class Side {
        private final Backend backend;
        private final Arena arena;
        private final boolean isExpected;

        private Side(Backend backend, Arena arena, boolean isExpected) {
            this.backend = backend;
            this.arena = arena;
            this.isExpected = isExpected;
        }

        public Backend backend() {
            return backend;
        }

        /** The same backend without one around it that runs several kernels as one. */
        public Backend kernels() {
            return backend instanceof FusingBackend fusing ? fusing.kernels() : backend;
        }

        /** This side's array. */
        public NdArray of(Twin twin) {
            return isExpected ? twin.expected() : twin.actual();
        }

        /** Fresh storage of this side. */
        private NdArray fresh(DType dtype, Shape shape) {
            return NdArray.deferred(arena, dtype, shape);
        }

        private double[] values(NdArray array) {
            double[] values = new double[Math.toIntExact(array.numel())];
            if (values.length > 0) {
                NdArray exact = fresh(DType.FLOAT64, array.shape());
                backend.copy(array, exact);
                exact.contiguousBlock()
                        .buffer()
                        .order(ByteOrder.nativeOrder())
                        .asDoubleBuffer()
                        .get(values);
            }
            return values;
        }
    }
}
