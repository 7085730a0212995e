package io.lockstep.engine.oracle.convolution;

import io.lockstep.engine.autograd.Autograd;
import io.lockstep.engine.backend.Backends;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One function on both sides, with the same inputs: the engine in float64 and float32 on the reference backend and in
 * float32 on oneDNN, libtorch in float64. Differences count as a share of the largest value in the tensor.
 */
final class Sides implements AutoCloseable {
    private static final double TOLERANCE_FLOAT64 = 1e-10;
    private static final double TOLERANCE_FLOAT32 = 3e-5;

    private final Device reference = new Device(Backends.open("cpu", "reference"));
    private final Device oneDnn = new Device(Backends.open("cpu", "onednn"));
    private final Random random = new Random(20_270_301);
    private int cases;

    Sides() {
        // It complains on each call where the processor lacks what it needs, and is not used then.
        torch.globalContext().setUserEnabledNNPACK(false);
    }

    /** An engine's function and libtorch's, of tensors in the same order. */
    record Pair(
            Function<Tensor[], Tensor> engine,
            Function<org.bytedeco.pytorch.Tensor[], org.bytedeco.pytorch.Tensor> torch) {}

    /** Comparisons so far. */
    int cases() {
        return cases;
    }

    /** Compares results and gradients with respect to all inputs, which are random and of the given shapes. */
    void compare(String name, Pair pair, long[]... shapes) {
        compare(name, pair, false, shapes);
    }

    /** Compares the gradients of gradients, too. */
    void compareTwice(String name, Pair pair, long[]... shapes) {
        compare(name, pair, false, shapes);
        compare(name, pair, true, shapes);
    }

    private void compare(String name, Pair pair, boolean twice, long[]... shapes) {
        double[][] inputs = new double[shapes.length][];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = numbers(shapes[i]);
        }
        org.bytedeco.pytorch.Tensor[] leaves = new org.bytedeco.pytorch.Tensor[shapes.length];
        for (int i = 0; i < leaves.length; i++) {
            leaves[i] = leaf(inputs[i], shapes[i]);
        }
        org.bytedeco.pytorch.Tensor y = pair.torch().apply(leaves);
        double[] dy = numbers(y.shape());
        List<double[]> weights = new ArrayList<>();
        for (long[] shape : shapes) {
            weights.add(numbers(shape));
        }
        List<double[]> expected = new ArrayList<>();
        expected.add(values(y));
        expected.addAll(twice ? torchTwice(y, dy, leaves, weights) : torchOnce(y, dy, leaves));
        for (Device device : List.of(reference, oneDnn)) {
            for (DType dtype : List.of(DType.FLOAT64, DType.FLOAT32)) {
                List<double[]> found = engine(pair, device, dtype, twice, inputs, shapes, dy, weights);
                String where = name + (twice ? " twice" : "") + " in " + dtype + " on "
                        + device.backend().name();
                assertClose(where, found, expected, dtype);
                cases++;
            }
        }
    }

    private static List<double[]> torchOnce(
            org.bytedeco.pytorch.Tensor y, double[] dy, org.bytedeco.pytorch.Tensor[] leaves) {
        return values(gradients(y, leaf(dy, y.shape()), false, leaves), leaves);
    }

    private static List<double[]> torchTwice(
            org.bytedeco.pytorch.Tensor y, double[] dy, org.bytedeco.pytorch.Tensor[] leaves, List<double[]> weights) {
        org.bytedeco.pytorch.Tensor upstream = leaf(dy, y.shape());
        TensorVector first = gradients(y, upstream, true, leaves);
        org.bytedeco.pytorch.Tensor sum = null;
        for (int i = 0; i < leaves.length; i++) {
            org.bytedeco.pytorch.Tensor part =
                    first.get(i).mul(leaf(weights.get(i), leaves[i].shape())).sum();
            sum = sum == null ? part : sum.add(part);
        }
        org.bytedeco.pytorch.Tensor[] all = Arrays.copyOf(leaves, leaves.length + 1);
        all[leaves.length] = upstream;
        return values(
                torch.grad(
                        new TensorVector(Objects.requireNonNull(sum)),
                        new TensorVector(all),
                        new TensorVector(),
                        new BoolOptional(false),
                        false,
                        true),
                all);
    }

    private static TensorVector gradients(
            org.bytedeco.pytorch.Tensor y,
            org.bytedeco.pytorch.Tensor dy,
            boolean createGraph,
            org.bytedeco.pytorch.Tensor[] leaves) {
        return torch.grad(
                new TensorVector(y),
                new TensorVector(leaves),
                new TensorVector(dy),
                new BoolOptional(createGraph),
                createGraph,
                true);
    }

    /** The gradient with respect to one leaf, to be differentiated further. */
    static org.bytedeco.pytorch.Tensor gradient(
            org.bytedeco.pytorch.Tensor y, org.bytedeco.pytorch.Tensor dy, org.bytedeco.pytorch.Tensor leaf) {
        return gradients(y, dy, true, new org.bytedeco.pytorch.Tensor[] {leaf}).get(0);
    }

    /** A gradient that does not exist is 0. */
    private static List<double[]> values(TensorVector gradients, org.bytedeco.pytorch.Tensor[] leaves) {
        List<double[]> values = new ArrayList<>();
        for (int i = 0; i < leaves.length; i++) {
            org.bytedeco.pytorch.Tensor gradient = gradients.get(i);
            values.add(gradient.defined() ? values(gradient) : new double[(int) leaves[i].numel()]);
        }
        return values;
    }

    private static List<double[]> engine(
            Pair pair,
            Device device,
            DType dtype,
            boolean twice,
            double[][] inputs,
            long[][] shapes,
            double[] dy,
            List<double[]> weights) {
        List<Tensor> leaves = new ArrayList<>();
        for (int i = 0; i < inputs.length; i++) {
            leaves.add(tensor(device, dtype, inputs[i], shapes[i]).requiresGrad_());
        }
        Tensor y = pair.engine().apply(leaves.toArray(Tensor[]::new));
        Tensor upstream = tensor(device, dtype, dy, y.shape().toArray());
        List<double[]> found = new ArrayList<>();
        found.add(y.toDoubleArray());
        if (twice) {
            upstream.requiresGrad_();
            List<Tensor> first = differentiable(y, upstream, leaves);
            for (int i = 0; i < first.size(); i++) {
                Tensor weight = tensor(device, dtype, weights.get(i), shapes[i]);
                first.set(i, first.get(i).mul(weight).sum());
            }
            leaves.add(upstream);
            Tensor sum = first.stream().reduce(Tensor::add).orElseThrow();
            if (sum.requiresGrad()) {
                sum.backward();
            }
        } else {
            y.backward(upstream);
        }
        for (Tensor leaf : leaves) {
            Tensor gradient = leaf.grad();
            found.add(gradient == null ? new double[(int) leaf.numel()] : gradient.toDoubleArray());
        }
        return found;
    }

    /** The gradients of y times dy with respect to the inputs, as recorded results; an input without part in y has zeros. */
    static List<Tensor> differentiable(Tensor y, Tensor dy, List<Tensor> inputs) {
        List<Tensor> gradients = new ArrayList<>();
        for (Tensor gradient : Autograd.grad(List.of(y), List.of(dy), inputs, true, true)) {
            Tensor input = inputs.get(gradients.size());
            gradients.add(gradient == null ? y.device().zeros(input.dtype(), input.shape()) : gradient);
        }
        return gradients;
    }

    private static void assertClose(String name, List<double[]> found, List<double[]> expected, DType dtype) {
        assertThat(found).as(name).hasSameSizeAs(expected);
        double tolerance = dtype == DType.FLOAT64 ? TOLERANCE_FLOAT64 : TOLERANCE_FLOAT32;
        for (int i = 0; i < found.size(); i++) {
            double[] actual = found.get(i);
            double[] wanted = expected.get(i);
            assertThat(actual).as("%s, tensor %d", name, i).hasSameSizeAs(wanted);
            double largest = 1;
            for (double value : wanted) {
                largest = Math.max(largest, Double.isFinite(value) ? Math.abs(value) : 0);
            }
            for (int j = 0; j < wanted.length; j++) {
                boolean close = Double.compare(actual[j], wanted[j]) == 0
                        || Math.abs(actual[j] - wanted[j]) <= tolerance * largest;
                if (!close) {
                    throw new AssertionError(name + ", tensor " + i + " (the result, then gradients), element " + j
                            + ": expected " + wanted[j] + " but got " + actual[j]);
                }
            }
        }
    }

    /** Distinct numbers that are exact in float32, so that both types have the same largest elements. */
    private double[] numbers(long[] shape) {
        double[] numbers = new double[(int) Shape.of(shape).numel()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }

    private static Tensor tensor(Device device, DType dtype, double[] values, long[] shape) {
        return device.tensor(values, shape).to(dtype);
    }

    private static org.bytedeco.pytorch.Tensor leaf(double[] values, long[] shape) {
        return org.bytedeco.pytorch.Tensor.create(values, shape).requires_grad_(true);
    }

    private static double[] values(org.bytedeco.pytorch.Tensor tensor) {
        double[] values = new double[(int) tensor.numel()];
        if (values.length > 0) {
            new org.bytedeco.javacpp.DoublePointer(tensor.detach().contiguous().data_ptr_double()).get(values);
        }
        return values;
    }

    @Override
    public void close() {
        reference.close();
        oneDnn.close();
    }
}
