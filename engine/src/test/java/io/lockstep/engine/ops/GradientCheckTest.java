package io.lockstep.engine.ops;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.RandomKey;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.Window;
import io.lockstep.engine.backend.reference.ReferenceBackend;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Each operation's backward rule against central differences of its forward half, in float64 on the reference backend,
 * for a random weighting of its results. Inputs keep away from kinks: no two are within the step of a tie.
 */
final class GradientCheckTest {
    private static final double STEP = 1e-6;
    private static final double TOLERANCE = 1e-7;

    private final Device device = new Device(new ReferenceBackend());
    private final Random random = new Random(20_261_123);

    @AfterEach
    void close() {
        device.close();
    }

    @Test
    void arithmeticWithBroadcasting() {
        check(x -> x[0].add(x[1]), input(3, 4), input(4));
        check(x -> x[0].sub(x[1]), input(3, 1), input(2, 1, 5));
        check(x -> x[0].mul(x[1]), input(3, 4), input(1, 4));
        check(x -> x[0].div(x[1]), input(3, 4), awayFromZero(3, 1));
        check(x -> x[0].mul(x[0]), input(5));
        check(x -> x[0].mul(2.5).add(1).sub(3).div(7), input(5));
    }

    @Test
    void functions() {
        check(x -> x[0].neg(), input(2, 3));
        check(x -> x[0].exp(), input(2, 3));
        check(x -> x[0].mul(x[0]).add(1).log(), input(2, 3));
        check(x -> x[0].relu(), awayFromZero(4, 5));
    }

    @Test
    void sumsAndViews() {
        check(x -> x[0].sum(), input(2, 3, 4));
        check(x -> x[0].sum(1, false), input(2, 3, 4));
        check(x -> x[0].sum(-1, true), input(2, 3, 4));
        check(x -> x[0].mean(), input(7));
        check(x -> x[0].permute(2, 0, 1).reshape(4, -1), input(2, 3, 4));
        check(x -> x[0].flatten(1), input(2, 3, 4));
    }

    @Test
    void products() {
        check(x -> x[0].matmul(x[1]), input(3, 4), input(4, 2));
        check(x -> x[0].matmul(x[0]), input(3, 3));
        check(x -> x[0].t().matmul(x[1].t()), input(4, 3), input(2, 4));
        check(x -> Linear.apply(x[0], x[1], x[2]), input(3, 4), input(2, 4), input(2));
        check(x -> Linear.apply(x[0], x[1], null), input(1, 4), input(2, 4));
    }

    @Test
    void convolutions() {
        for (Window window :
                new Window[] {Window.square(3, 1, 1), Window.square(3, 2, 0), new Window(2, 3, 3, 1, 1, 2)}) {
            long[] filters = {2, 3, window.kernelHeight(), window.kernelWidth()};
            check(x -> Convolution.apply(x[0], x[1], x[2], window), input(2, 3, 5, 4), input(filters), input(2));
            check(x -> Convolution.apply(x[0], x[1], null, window), input(1, 3, 5, 4), input(filters));
        }
    }

    @Test
    void maxPooling() {
        check(x -> MaxPool.apply(x[0], Window.square(2, 2, 0)), input(2, 3, 5, 4));
        check(x -> MaxPool.apply(x[0], Window.square(3, 2, 1)), input(2, 3, 5, 4));
    }

    @Test
    void averagePooling() {
        check(x -> AveragePool.apply(x[0], Window.square(2, 2, 0)), input(2, 3, 5, 4));
        check(x -> AveragePool.apply(x[0], Window.square(3, 2, 1)), input(2, 3, 5, 4));
        check(x -> AveragePool.apply(x[0], new Window(5, 4, 1, 1, 0, 0)), input(2, 3, 5, 4));
        check(x -> AveragePool.apply(x[0], new Window(1, 2, 3, 1, 0, 1)), input(2, 3, 5, 4));
    }

    @Test
    void batchNorm() {
        check(
                x -> BatchNorm.training(
                        x[0],
                        x[1],
                        x[2],
                        device.zeros(DType.FLOAT64, Shape.of(3)),
                        device.ones(DType.FLOAT64, Shape.of(3)),
                        0.1,
                        1e-5),
                input(4, 3, 2, 2),
                input(3),
                input(3));
    }

    @Test
    void dropoutDrawsTheSameNumbersInBothHalves() {
        check(x -> Dropout.apply(x[0], 0.4, new RandomKey(1, 2, 3)), input(5, 7));
    }

    @Test
    void crossEntropy() {
        Tensor labels = device.tensor(new long[] {2, 0, 1}, 3);
        check(x -> CrossEntropy.apply(x[0], labels, 0), input(3, 4));
        check(x -> CrossEntropy.apply(x[0], labels, 0.1), input(3, 4));
    }

    private void check(Function<Tensor[], Tensor> operation, Tensor... inputs) {
        Tensor result = operation.apply(inputs);
        Tensor weights = input(result.shape().toArray()).detach();
        result.mul(weights).sum().backward();
        for (int i = 0; i < inputs.length; i++) {
            double[] gradient = Objects.requireNonNull(inputs[i].grad()).toDoubleArray();
            for (int j = 0; j < gradient.length; j++) {
                double expected = centralDifference(operation, inputs, weights, i, j);
                assertThat(gradient[j])
                        .as("input %d %s, element %d", i, inputs[i].shape(), j)
                        .isCloseTo(expected, within(TOLERANCE * (1 + Math.abs(expected))));
            }
        }
    }

    private double centralDifference(
            Function<Tensor[], Tensor> operation, Tensor[] inputs, Tensor weights, int input, int element) {
        var values = inputs[input].contiguousBuffer().asDoubleBuffer();
        double value = values.get(element);
        try (Device.Scope ignored = device.noGrad()) {
            values.put(element, value + STEP);
            double above = operation.apply(inputs).mul(weights).sum().item();
            values.put(element, value - STEP);
            double below = operation.apply(inputs).mul(weights).sum().item();
            return (above - below) / (2 * STEP);
        } finally {
            values.put(element, value);
        }
    }

    private Tensor input(long... sizes) {
        double[] values = random.doubles(Shape.of(sizes).numel(), -1, 1).toArray();
        return device.tensor(values, sizes).requiresGrad_();
    }

    private Tensor awayFromZero(long... sizes) {
        Tensor tensor = input(sizes);
        var values = tensor.contiguousBuffer().asDoubleBuffer();
        for (int i = 0; i < values.capacity(); i++) {
            values.put(i, values.get(i) + Math.copySign(0.5, values.get(i)));
        }
        return tensor;
    }
}
