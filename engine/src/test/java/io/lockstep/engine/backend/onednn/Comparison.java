package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.Arena;
import io.lockstep.engine.backend.Backend;
import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.Block;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.RunningStatistics;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.Storage;
import io.lockstep.engine.backend.Window;
import io.lockstep.engine.backend.fusion.FusingBackend;
import io.lockstep.engine.backend.reference.ReferenceBackend;
import java.nio.FloatBuffer;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The two backends side by side, with seeded arrays for both. */
final class Comparison implements AutoCloseable {
    /** Allowed difference in float32 as a share of the largest expected value, or of 1 if that is larger. */
    private static final double TOLERANCE = 2e-5;

    final Backend reference = new ReferenceBackend();
    final OneDnnBackend oneDnn = new OneDnnBackend(new ReferenceBackend());
    /** Calls {@link #oneDnn} for several kernels at once where it can. */
    final FusingBackend fusing = new FusingBackend(oneDnn);

    private final Arena arena = new Arena();
    private final Random random = new Random(20);

    NdArray fresh(long... sizes) {
        return NdArray.deferred(arena, DType.FLOAT32, Shape.of(sizes));
    }

    NdArray fresh(Shape shape) {
        return NdArray.deferred(arena, DType.FLOAT32, shape);
    }

    /** A contiguous view with elements around it, as of a parameter in a flat buffer; its start is not aligned. */
    NdArray slot(long... sizes) {
        Shape shape = Shape.of(sizes);
        Block block = arena.allocate((shape.numel() + 6) * Float.BYTES);
        NdArray whole = NdArray.over(Storage.of(arena, block), DType.FLOAT32, Shape.of(shape.numel() + 6));
        oneDnn.fill(whole, -77);
        return whole.view(shape, shape.contiguousStrides(), 3);
    }

    /** Standard normal numbers. */
    NdArray random(long... sizes) {
        NdArray array = slot(sizes);
        FloatBuffer elements = array.contiguousBlock().buffer().asFloatBuffer();
        for (int i = 0; i < elements.capacity(); i++) {
            elements.put(i, (float) random.nextGaussian());
        }
        return array;
    }

    /** Running statistics that a test does not look at. */
    RunningStatistics running(long channels) {
        return new RunningStatistics(slot(channels), slot(channels), 0.1);
    }

    /** Random numbers in the layout that oneDNN chose for the result of a convolution. */
    NdArray convolved(long n, long c, long h, long w) {
        NdArray y = fresh(n, c, h, w);
        oneDnn.convolution(random(n, 8, h, w), random(c, 8, 1, 1), null, Window.square(1, 1, 0), y);
        assertThat(y.storage().layout()).as("layout of a convolution's result").isNotNull();
        return y;
    }

    /** The same elements as of an array [N, C, H, W] in the layout of {@link #convolved}. */
    NdArray blocked(NdArray array) {
        Shape shape = array.shape();
        NdArray other = convolved(shape.size(0), shape.size(1), shape.size(2), shape.size(3));
        NdArray zeros = fresh(shape);
        oneDnn.binary(BinaryOp.SUBTRACT, other, other, zeros);
        NdArray y = fresh(shape);
        oneDnn.binary(BinaryOp.ADD, zeros, array, y);
        assertThat(y.storage().layout()).as("layout of a sum").isNotNull();
        return y;
    }

    /** The same elements in plain order and memory of their own; {@code array} keeps its layout. */
    NdArray plain(NdArray array) {
        NdArray copy = fresh(array.shape());
        copy.storage().plain();
        oneDnn.copy(array, copy);
        return copy;
    }

    float[] values(NdArray array) {
        float[] values = new float[(int) array.numel()];
        plain(array).contiguousBlock().buffer().asFloatBuffer().get(values);
        return values;
    }

    /** NaN and infinity must be the same ones. */
    void assertClose(NdArray actual, NdArray expected) {
        assertClose("", actual, expected, TOLERANCE);
    }

    void assertClose(String name, NdArray actual, NdArray expected, double tolerance) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        float[] found = values(actual);
        float[] wanted = values(expected);
        double largest = 1;
        for (float value : wanted) {
            largest = Float.isFinite(value) ? Math.max(largest, Math.abs(value)) : largest;
        }
        for (int i = 0; i < wanted.length; i++) {
            assertThat((double) found[i])
                    .as("%s element %d of %s", name, i, actual.shape())
                    .isCloseTo(wanted[i], within(tolerance * largest));
        }
    }

    /** A slot's neighbours must not have been written. */
    void assertNeighboursUntouched(NdArray slot) {
        FloatBuffer whole = slot.storage().plain().buffer().asFloatBuffer();
        for (int i : new int[] {0, 1, 2, whole.capacity() - 3, whole.capacity() - 2, whole.capacity() - 1}) {
            assertThat(whole.get(i)).isEqualTo(-77);
        }
    }

    @Override
    public void close() {
        oneDnn.close();
        reference.close();
        arena.close();
    }
}
