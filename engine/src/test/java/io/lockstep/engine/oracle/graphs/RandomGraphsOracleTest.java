package io.lockstep.engine.oracle.graphs;

import io.lockstep.engine.autograd.Autograd;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.oracle.OracleCases;
import io.lockstep.engine.oracle.Tolerance;
import io.lockstep.engine.oracle.TorchTensors;
import io.lockstep.engine.oracle.graphs.RandomGraph.Words;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Graphs that a random program makes anew each time, with values used several times and loops of random length: results,
 * gradients by backward() and gradients of gradients are those of libtorch.
 */
final class RandomGraphsOracleTest {
    private static final int GRAPHS = 300;
    private static final int INPUTS = 3;
    private static final int LENGTH = 12;
    private static final int N = 4;
    /** Rounding errors grow with the length of the chain, and are measured by the largest number of a gradient. */
    private static final Tolerance TOLERANCE = Tolerance.of(DType.FLOAT64).times(1e3);

    private static final Words<Tensor> ENGINE = new Words<>(
            List.of(
                    Tensor::tanh,
                    Tensor::sigmoid,
                    Tensor::sin,
                    x -> x.mul(0.5),
                    Tensor::t,
                    x -> x.square().add(1).sqrt()),
            List.of(
                    Tensor::add,
                    Tensor::mul,
                    Tensor::sub,
                    (a, b) -> a.matmul(b).tanh(),
                    (a, b) -> a.div(b.square().add(1))),
            Tensor::sum);

    private static final Words<org.bytedeco.pytorch.Tensor> TORCH = new Words<>(
            List.of(
                    org.bytedeco.pytorch.Tensor::tanh,
                    org.bytedeco.pytorch.Tensor::sigmoid,
                    org.bytedeco.pytorch.Tensor::sin,
                    x -> x.mul(new Scalar(0.5)),
                    org.bytedeco.pytorch.Tensor::t,
                    x -> x.square().add(new Scalar(1)).sqrt()),
            List.of(
                    org.bytedeco.pytorch.Tensor::add,
                    org.bytedeco.pytorch.Tensor::mul,
                    org.bytedeco.pytorch.Tensor::sub,
                    (a, b) -> a.matmul(b).tanh(),
                    (a, b) -> a.div(b.square().add(new Scalar(1)))),
            org.bytedeco.pytorch.Tensor::sum);

    private final Random random = new Random(20_261_128);
    private int compared;

    /** Libtorch brings OpenMP into the process; the engine's must be the first. */
    @BeforeAll
    static void loadTheLibraryOfTheEngineFirst() {
        Device.open("cpu").close();
    }

    @Test
    void backwardAgreesWithLibtorch() {
        for (int i = 0; i < GRAPHS; i++) {
            RandomGraph graph = new RandomGraph(random, INPUTS, LENGTH);
            try (PointerScope scope = new PointerScope();
                    Device device = Device.open("cpu")) {
                List<double[]> numbers = numbers();
                List<Tensor> leaves = engineLeaves(device, numbers);
                List<org.bytedeco.pytorch.Tensor> torchLeaves = torchLeaves(numbers);
                Tensor y = graph.run(ENGINE, leaves);
                org.bytedeco.pytorch.Tensor expected = graph.run(TORCH, torchLeaves);
                assertSame("result of graph " + i, y.toDoubleArray(), TorchTensors.values(expected));
                y.backward();
                expected.backward(
                        new org.bytedeco.pytorch.Tensor(), new BoolOptional(), false, new TensorArrayRefOptional());
                for (int leaf = 0; leaf < INPUTS; leaf++) {
                    assertGradient(
                            "gradient " + leaf + " of graph " + i,
                            leaves.get(leaf).grad(),
                            torchLeaves.get(leaf).grad());
                }
            }
        }
        for (String id : new String[] {"E1.1", "E1.2", "E1.3", "E1.5"}) {
            // Every graph shows each of them; none is counted twice.
            assertThat(OracleCases.counted(id, compared / 4)).isGreaterThanOrEqualTo(GRAPHS);
        }
    }

    @Test
    void gradientsOfGradientsAgreeWithLibtorch() {
        for (int i = 0; i < GRAPHS; i++) {
            RandomGraph graph = new RandomGraph(random, INPUTS, LENGTH);
            try (PointerScope scope = new PointerScope();
                    Device device = Device.open("cpu")) {
                List<double[]> numbers = numbers();
                compareTwice("graph " + i, graph, engineLeaves(device, numbers), torchLeaves(numbers));
            }
        }
        assertThat(OracleCases.counted("E8", compared)).isGreaterThan(GRAPHS);
    }

    /** The gradient of the squared length of the gradient, as a penalty on gradients takes it. */
    private void compareTwice(
            String what, RandomGraph graph, List<Tensor> leaves, List<org.bytedeco.pytorch.Tensor> torchLeaves) {
        Tensor y = graph.run(ENGINE, leaves);
        List<@Nullable Tensor> first =
                Autograd.grad(List.of(y), List.of(y.device().onesLike(y)), leaves, true, true);
        TensorVector torchInputs = new TensorVector(torchLeaves.toArray(new org.bytedeco.pytorch.Tensor[0]));
        org.bytedeco.pytorch.Tensor expected = graph.run(TORCH, torchLeaves);
        TensorVector torchFirst = torch.grad(
                new TensorVector(expected),
                torchInputs,
                new TensorVector(torch.ones_like(expected)),
                new BoolOptional(true),
                true,
                true);
        Tensor penalty = y.device().scalar(DType.FLOAT64, 0);
        org.bytedeco.pytorch.Tensor torchPenalty =
                TorchTensors.of(DType.FLOAT64, new double[] {0}).reshape(new long[0]);
        for (int i = 0; i < INPUTS; i++) {
            Tensor gradient = first.get(i);
            assertThat(gradient != null).isEqualTo(torchFirst.get(i).defined());
            if (gradient != null) {
                assertSame(
                        "gradient " + i + " of " + what,
                        gradient.detach().toDoubleArray(),
                        TorchTensors.values(torchFirst.get(i)));
                penalty = penalty.add(gradient.square().sum());
                torchPenalty = torchPenalty.add(torchFirst.get(i).square().sum());
            }
        }
        if (!torchPenalty.requires_grad()) {
            assertThat(penalty.requiresGrad()).isFalse();
            return;
        }
        penalty.backward();
        torchPenalty.backward(
                new org.bytedeco.pytorch.Tensor(), new BoolOptional(), false, new TensorArrayRefOptional());
        for (int i = 0; i < INPUTS; i++) {
            assertGradient(
                    "second gradient " + i + " of " + what,
                    leaves.get(i).grad(),
                    torchLeaves.get(i).grad());
        }
    }

    private void assertGradient(String what, @Nullable Tensor found, org.bytedeco.pytorch.Tensor expected) {
        if (!expected.defined()) {
            assertThat(found).as(what).isNull();
            compared++;
            return;
        }
        assertThat(found).as(what).isNotNull();
        if (found != null) {
            assertSame(what, found.detach().toDoubleArray(), TorchTensors.values(expected));
        }
    }

    private void assertSame(String what, double[] found, double[] expected) {
        compared++;
        double largest =
                Math.max(1, Arrays.stream(expected).map(Math::abs).max().orElse(0));
        for (int i = 0; i < expected.length; i++) {
            assertThat(TOLERANCE.accepts(found[i] / largest, expected[i] / largest))
                    .as("%s: %s, but libtorch's is %s", what, Arrays.toString(found), Arrays.toString(expected))
                    .isTrue();
        }
    }

    private List<double[]> numbers() {
        List<double[]> numbers = new ArrayList<>();
        for (int i = 0; i < INPUTS; i++) {
            double[] values = new double[N * N];
            Arrays.setAll(values, j -> random.nextGaussian());
            numbers.add(values);
        }
        return numbers;
    }

    private static List<Tensor> engineLeaves(Device device, List<double[]> numbers) {
        return numbers.stream()
                .map(values -> device.tensor(values, N, N).requiresGrad_())
                .toList();
    }

    private static List<org.bytedeco.pytorch.Tensor> torchLeaves(List<double[]> numbers) {
        return numbers.stream()
                .map(values -> TorchTensors.of(DType.FLOAT64, values, N, N).set_requires_grad(true))
                .toList();
    }
}
