package io.lockstep.engine.autograd;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.random.RandomPurpose;
import io.lockstep.engine.random.RandomStream;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Compares gradients with central differences, (f(x + h) - f(x - h)) / 2h, as PyTorch's {@code gradcheck}: of a sum of the
 * function's results with random weights, by each element of each input, within 1e-6 of its size. Inputs are contiguous
 * float64 leaves that require grad, and keep away from kinks by more than the step of 1e-6.
 */
public final class GradientCheck {
    private static final double STEP = 1e-6;
    private static final double TOLERANCE = 1e-6;

    private GradientCheck() {}

    /** @throws ArithmeticException if a gradient differs; the message names the element */
    public static void check(Function<Tensor[], Tensor> function, Tensor... inputs) {
        for (Tensor input : inputs) {
            requireCheckable(input);
        }
        Tensor result = function.apply(inputs);
        Tensor weights = randomLike(result);
        List<@Nullable Tensor> gradients =
                Autograd.grad(List.of(result), List.of(weights), List.of(inputs), false, false);
        for (int i = 0; i < inputs.length; i++) {
            Tensor gradient = gradients.get(i);
            double[] actual = gradient == null ? new double[(int) inputs[i].numel()] : gradient.toDoubleArray();
            DoubleBuffer values = inputs[i].contiguousBuffer().asDoubleBuffer();
            for (int j = 0; j < actual.length; j++) {
                requireClose(i, j, actual[j], centralDifference(function, inputs, weights, values, j));
            }
        }
    }

    /** As {@link #check}, and the gradients of the gradients too ({@code gradgradcheck}). */
    public static void checkTwice(Function<Tensor[], Tensor> function, Tensor... inputs) {
        check(function, inputs);
        Tensor result = function.apply(inputs);
        Tensor weights = randomLike(result).requiresGrad_();
        Tensor[] all = new Tensor[inputs.length + 1];
        System.arraycopy(inputs, 0, all, 0, inputs.length);
        all[inputs.length] = weights;
        check(
                x -> {
                    Tensor[] arguments = java.util.Arrays.copyOf(x, inputs.length);
                    Tensor y = function.apply(arguments);
                    return weighted(
                            Autograd.grad(List.of(y), List.of(x[inputs.length]), List.of(arguments), true, true));
                },
                all);
    }

    /** One number that depends on all gradients. */
    private static Tensor weighted(List<@Nullable Tensor> gradients) {
        List<Tensor> sums = new ArrayList<>();
        for (Tensor gradient : gradients) {
            if (gradient != null) {
                sums.add(gradient.mul(randomLike(gradient)).sum());
            }
        }
        Tensor total = sums.get(0);
        for (Tensor sum : sums.subList(1, sums.size())) {
            total = total.add(sum);
        }
        return total;
    }

    private static double centralDifference(
            Function<Tensor[], Tensor> function, Tensor[] inputs, Tensor weights, DoubleBuffer values, int element) {
        double value = values.get(element);
        try {
            values.put(element, value + STEP);
            double above = function.apply(inputs).mul(weights).sum().item();
            values.put(element, value - STEP);
            double below = function.apply(inputs).mul(weights).sum().item();
            return (above - below) / (2 * STEP);
        } finally {
            values.put(element, value);
        }
    }

    private static void requireCheckable(Tensor input) {
        if (input.dtype() != DType.FLOAT64 || input.leaf() == null || !input.isContiguous()) {
            throw new IllegalArgumentException(
                    "a gradient check needs contiguous float64 leaves that require grad, but got " + input.describe()
                            + "; make one with device.tensor(double[], ...).requiresGrad_()");
        }
    }

    private static void requireClose(int input, int element, double actual, double expected) {
        if (!(Math.abs(actual - expected) <= TOLERANCE * (1 + Math.abs(expected)))) {
            throw new ArithmeticException("the gradient of input " + input + " at element " + element + " is " + actual
                    + ", but central differences give " + expected);
        }
    }

    /** The same weights for every call, so that the function of them stays the same. */
    private static Tensor randomLike(Tensor result) {
        Device device = result.device();
        RandomStream random = new RandomStream(RandomPurpose.USER.key(0, 1), result.numel());
        double[] values = new double[(int) result.numel()];
        for (int i = 0; i < values.length; i++) {
            values[i] = 2 * random.nextDouble() - 1;
        }
        return device.tensor(values, result.shape().toArray());
    }
}
