package io.lockstep.engine.backend.emulation;

import io.lockstep.engine.backend.Arena;
import io.lockstep.engine.backend.Backend;
import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.RunningStatistics;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.UnaryOp;
import io.lockstep.engine.backend.Window;
import io.lockstep.engine.backend.fusion.FusingBackend;
import io.lockstep.engine.backend.onednn.OneDnnBackend;
import io.lockstep.engine.backend.reference.ReferenceBackend;
import java.nio.FloatBuffer;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** What is particular to the emulation; that its numbers are right is tested with oneDNN's. */
class HalfEmulationTest {
    private static final Window SAME = Window.square(3, 1, 1);
    private static final Shape IMAGES = Shape.of(4, 16, 9, 9);

    private final HalfEmulation emulation =
            new HalfEmulation(new OneDnnBackend(new ReferenceBackend()), DType.BFLOAT16);
    private final Backend reference = new ReferenceBackend();
    private final Arena arena = new Arena();
    private final Random random = new Random(12);

    @AfterEach
    void close() {
        emulation.close();
        reference.close();
        arena.close();
    }

    @Test
    void isNotNative() {
        assertThat(emulation.name()).isEqualTo("onednn");
        assertThat(emulation.hasNative(DType.BFLOAT16)).isFalse();
        assertThat(emulation.hasNative(DType.FLOAT32)).isTrue();
        assertThat(emulation.hasNative(DType.FLOAT64)).isFalse();
    }

    @Test
    void takesNothingMoreOnceItHasRun() {
        layers();
        layers();
        long bytes = emulation.temporaryBytes();
        for (int i = 0; i < 10; i++) {
            layers();
        }
        assertThat(emulation.temporaryBytes()).isEqualTo(bytes).isPositive();
    }

    private void layers() {
        arena.reset();
        NdArray x = narrow(IMAGES);
        NdArray weight = wide(Shape.of(16, 16, 3, 3));
        NdArray y = fresh(IMAGES);
        emulation.convolution(x, weight, null, SAME, y);
        NdArray z = fresh(IMAGES);
        emulation.unary(UnaryOp.RELU, y, z);
        NdArray pooled = fresh(Shape.of(4, 16, 3, 3));
        NdArray workspace = NdArray.deferred(arena, DType.INT64, pooled.shape());
        emulation.maxPool(z, Window.square(3, 3, 0), pooled, workspace);
        emulation.maxPoolBackward(pooled, workspace, Window.square(3, 3, 0), fresh(IMAGES));
        NdArray dweight = NdArray.deferred(arena, DType.FLOAT32, weight.shape());
        emulation.convolutionBackwardWeights(x, y, SAME, dweight, null);
    }

    @Test
    void passesFloat32On() {
        NdArray x = wide(IMAGES);
        NdArray weight = wide(Shape.of(16, 16, 3, 3));
        NdArray y = NdArray.deferred(arena, DType.FLOAT32, IMAGES);
        emulation.convolution(x, weight, null, SAME, y);
        assertThat(y.storage().layout()).as("layout of oneDNN's choosing").isNotNull();
        assertThat(emulation.temporaryBytes()).isZero();
    }

    /** An inner result that was skipped is computed, by a kernel of its own, when another kernel reads it. */
    @Test
    void computesSkippedResultsInTheMidstOfOthers() {
        NdArray x = narrow(IMAGES);
        NdArray scale = wide(Shape.of(16));
        NdArray shift = wide(Shape.of(16));
        NdArray found = gated(new FusingBackend(emulation), x, scale, shift);
        NdArray expected = gated(reference, x, scale, shift);
        float[] values = values(found);
        float[] wanted = values(expected);
        for (int i = 0; i < wanted.length; i++) {
            assertThat((double) values[i]).isCloseTo(wanted[i], within(0.02 * Math.abs(wanted[i]) + 1e-4));
        }
    }

    private NdArray gated(Backend backend, NdArray x, NdArray scale, NdArray shift) {
        NdArray y = fresh(IMAGES);
        RunningStatistics running = new RunningStatistics(wide(scale.shape()), wide(scale.shape()), 0.1);
        NdArray mean = NdArray.deferred(arena, DType.FLOAT32, scale.shape());
        NdArray variance = NdArray.deferred(arena, DType.FLOAT32, scale.shape());
        backend.batchNormTraining(x, scale, shift, 1e-5, running, y, mean, variance);
        NdArray active = fresh(IMAGES);
        backend.unary(UnaryOp.RELU, y, active);
        NdArray product = fresh(IMAGES);
        backend.binary(BinaryOp.MULTIPLY, active, y, product);
        return product;
    }

    private NdArray fresh(Shape shape) {
        return NdArray.deferred(arena, DType.BFLOAT16, shape);
    }

    private NdArray narrow(Shape shape) {
        NdArray array = fresh(shape);
        reference.copy(wide(shape), array);
        return array;
    }

    private NdArray wide(Shape shape) {
        NdArray array = NdArray.deferred(arena, DType.FLOAT32, shape);
        FloatBuffer elements = array.contiguousBlock().buffer().asFloatBuffer();
        for (int i = 0; i < elements.capacity(); i++) {
            elements.put(i, (float) random.nextGaussian());
        }
        return array;
    }

    private float[] values(NdArray array) {
        NdArray copy = NdArray.deferred(arena, DType.FLOAT32, array.shape());
        reference.copy(array, copy);
        float[] values = new float[(int) array.numel()];
        copy.contiguousBlock().buffer().asFloatBuffer().get(values);
        return values;
    }
}
