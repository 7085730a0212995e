package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.Backend;
import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.RandomKey;
import io.lockstep.engine.backend.RunningStatistics;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.UnaryOp;
import io.lockstep.engine.backend.Window;
import io.lockstep.engine.backend.fusion.FusingBackend;
import io.lockstep.engine.backend.reference.ReferenceBackend;
import io.lockstep.engine.nn.BatchNorm2d;
import io.lockstep.engine.nn.Initialisation;
import io.lockstep.engine.nn.Module;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** What holds for all kernels that are held back; see {@code Fused...Test} for what they become. */
class FusingBackendTest {
    private static final double EPSILON = 1e-5;
    private static final Window SAME = Window.square(3, 1, 1);
    private static final int SEQUENCES = 60;
    private static final int LENGTH = 60;
    /** Differences of rounding grow in a sequence; a kernel that reads something else is off by more. */
    private static final double TOLERANCE = 1e-2;

    private final Comparison comparison = new Comparison();
    private final CountedMemory memory = new CountedMemory();

    @AfterEach
    void close() {
        comparison.close();
        memory.close();
    }

    @Test
    void anySequenceGivesTheSameInWhateverOrderItIsRead() {
        for (long seed = 0; seed < SEQUENCES; seed++) {
            KernelSequence single = new KernelSequence(comparison, comparison.oneDnn, seed);
            single.run(LENGTH);
            KernelSequence fused = new KernelSequence(comparison, comparison.fusing, seed);
            fused.run(LENGTH);
            assertThat(fused.results()).as("results of seed %d", seed).hasSameSizeAs(single.results());
            for (int i : shuffled(single.results().size(), new Random(seed))) {
                comparison.assertClose(
                        "result " + i + " of seed " + seed,
                        fused.results().get(i),
                        single.results().get(i),
                        TOLERANCE);
            }
        }
    }

    private static List<Integer> shuffled(int count, Random random) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            order.add(i);
        }
        Collections.shuffle(order, random);
        return order;
    }

    /** Computing it takes the working memory of the kernel that reads it. */
    @Test
    void computesASkippedOperandBeforeTheKernelThatReadsIt() {
        NdArray a = comparison.convolved(2, 13, 3, 4);
        NdArray b = comparison.random(2, 13, 3, 4);
        NdArray c = comparison.random(2, 13, 3, 4);
        NdArray expected = comparison.fresh(a.shape());
        comparison.reference.binary(BinaryOp.ADD, comparison.plain(a), b, expected);
        comparison.reference.binary(BinaryOp.ADD, expected, c, expected);

        NdArray skipped = comparison.fresh(a.shape());
        comparison.fusing.binary(BinaryOp.ADD, a, b, skipped);
        comparison.fusing.unary(UnaryOp.RELU, skipped, comparison.fresh(a.shape()));
        NdArray y = comparison.convolved(2, 13, 3, 4);
        comparison.fusing.binary(BinaryOp.ADD, skipped, c, y);
        comparison.assertClose(y, expected);
    }

    @Test
    void runsWhatIsHeldBeforeASkippedResultIsComputed() {
        NdArray x = comparison.random(2, 13, 3, 4);
        NdArray other = comparison.random(2, 13, 3, 4);
        NdArray weight = comparison.random(13, 13, 3, 3);
        NdArray expected = comparison.fresh(x.shape());
        comparison.reference.convolution(x, weight, null, SAME, expected);
        NdArray expectedOther = comparison.fresh(x.shape());
        comparison.reference.convolution(other, weight, null, SAME, expectedOther);

        NdArray skipped = comparison.fresh(x.shape());
        comparison.fusing.convolution(x, weight, null, SAME, skipped);
        comparison.fusing.unary(UnaryOp.RELU, skipped, comparison.fresh(x.shape()));
        NdArray held = comparison.fresh(x.shape());
        comparison.fusing.convolution(other, weight, null, SAME, held);
        comparison.assertClose(skipped, expected);
        comparison.assertClose(held, expectedOther);
    }

    @Test
    void keepsWhatWasReleasedUntilTheLastOfTheChainHasReadIt() {
        NdArray x = comparison.plain(comparison.random(2, 13, 3, 4));
        NdArray weight = comparison.random(13, 13, 3, 3);
        NdArray expected = comparison.fresh(x.shape());
        comparison.reference.convolution(x, weight, null, SAME, expected);
        comparison.reference.unary(UnaryOp.RELU, expected, expected);

        NdArray y = comparison.fresh(x.shape());
        NdArray z = comparison.fresh(x.shape());
        comparison.fusing.convolution(x, weight, null, SAME, y);
        x.storage().release();
        comparison.fusing.unary(UnaryOp.RELU, y, z);
        comparison.assertClose(z, expected);
    }

    @Test
    void trainsAsTheReference() {
        try (SmallNetwork network = new SmallNetwork(comparison.fusing);
                SmallNetwork expected = new SmallNetwork(comparison.reference)) {
            for (int step = 0; step < 3; step++) {
                network.step(step);
                expected.step(step);
                comparison.assertClose(network.gradients(), expected.gradients());
                comparison.assertClose(network.parameters(), expected.parameters());
            }
        }
    }

    @Test
    void runsWhatIsHeldWhenAStepEnds() {
        float[] values = {1, 2, 3, 6};
        try (Device device = new Device(new FusingBackend(new OneDnnBackend(new ReferenceBackend())))) {
            Module norm = new BatchNorm2d(new Initialisation(device, DType.FLOAT32, 1), 1);
            try (Device.Scope ignored = device.step()) {
                norm.forward(device.tensor(values, 2, 1, 1, 2));
            }
            Tensor mean = Objects.requireNonNull(norm.namedBuffers().get("running_mean"));
            Tensor variance = Objects.requireNonNull(norm.namedBuffers().get("running_var"));
            assertThat(mean.item()).isCloseTo(0.1 * 3, within(1e-6));
            assertThat(variance.item()).isCloseTo(0.9 + 0.1 * 14 / 3, within(1e-6));
        }
    }

    @Test
    void aStepEndsEvenIfWhatIsHeldFails() {
        try (Device device = new Device(new FusingBackend(new OneDnnBackend(new ReferenceBackend())))) {
            Device.Scope step = device.step();
            Tensor x = device.ones(DType.FLOAT32, Shape.of(1, 3, 4, 4));
            Tensor wrong = device.ones(DType.FLOAT32, Shape.of(8, 2, 3, 3));
            Tensor y = device.empty(DType.FLOAT32, Shape.of(1, 8, 4, 4));
            device.backend().convolution(x.array(), wrong.array(), null, SAME, y.array());
            assertThatThrownBy(step::close).hasMessageContaining("weight=[8, 2, 3, 3]");
            try (Device.Scope ignored = device.step()) {
                assertThat(device.ones(DType.FLOAT32, Shape.of(2)).toFloatArray())
                        .containsExactly(1, 1);
            }
        }
    }

    /** They are left to the reference backend; a batch of 0 images is empty. */
    @ParameterizedTest
    @CsvSource({"FLOAT64, 2", "FLOAT32, 0"})
    void holdsNeitherFloat64NorEmptyArrays(DType dtype, int batch) {
        NdArray x = normal(dtype, batch, 5, 4, 3);
        NdArray weight = normal(dtype, 5, 5, 3, 3);
        NdArray channels = normal(dtype, 5);
        NdArray positive = normal(dtype, 5);
        comparison.reference.binary(BinaryOp.MULTIPLY, positive, positive, positive);
        List<NdArray> expected = allThatMayWait(comparison.reference, x, weight, channels, positive);
        List<NdArray> results = allThatMayWait(comparison.fusing, x, weight, channels, positive);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(comparison.values(results.get(i))).containsExactly(comparison.values(expected.get(i)));
        }
    }

    private List<NdArray> allThatMayWait(
            Backend backend, NdArray x, NdArray weight, NdArray channels, NdArray positive) {
        int before = memory.blocks();
        List<NdArray> results = new ArrayList<>();
        NdArray convolved = fresh(x, results);
        backend.convolution(x, weight, channels, SAME, convolved);
        assertWritten(before, results);
        NdArray normalized = fresh(x, results);
        backend.batchNormInference(convolved, channels, channels, channels, positive, EPSILON, normalized);
        assertWritten(before, results);
        NdArray sum = fresh(x, results);
        backend.binary(BinaryOp.ADD, normalized, x, sum);
        assertWritten(before, results);
        NdArray y = fresh(x, results);
        NdArray mean = fresh(channels, results);
        NdArray variance = fresh(channels, results);
        RunningStatistics running = new RunningStatistics(fresh(channels, results), fresh(channels, results), 0.1);
        comparison.reference.fill(running.mean(), 3);
        comparison.reference.fill(running.variance(), 2);
        backend.batchNormTraining(sum, channels, channels, EPSILON, running, y, mean, variance);
        assertWritten(before, results);
        NdArray z = fresh(x, results);
        backend.unary(UnaryOp.RELU, y, z);
        assertWritten(before, results);
        NdArray dy = fresh(x, results);
        backend.binary(BinaryOp.RELU_BACKWARD, x, z, dy);
        assertWritten(before, results);
        backend.batchNormBackward(
                sum,
                dy,
                channels,
                mean,
                variance,
                EPSILON,
                fresh(x, results),
                fresh(channels, results),
                fresh(channels, results));
        assertWritten(before, results);
        return results;
    }

    private NdArray fresh(NdArray like, List<NdArray> results) {
        NdArray array = NdArray.deferred(memory, like.dtype(), like.shape());
        results.add(array);
        return array;
    }

    private void assertWritten(int before, List<NdArray> results) {
        assertThat(memory.blocks() - before).as("blocks of results").isEqualTo(results.size());
    }

    private NdArray normal(DType dtype, long... sizes) {
        NdArray array = NdArray.deferred(memory, dtype, Shape.of(sizes));
        comparison.reference.normal(new RandomKey(5, sizes.length, 0), array);
        return array;
    }
}
