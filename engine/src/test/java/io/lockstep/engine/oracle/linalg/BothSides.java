package io.lockstep.engine.oracle.linalg;

import io.lockstep.engine.autograd.Autograd;
import io.lockstep.engine.backend.Backend;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Computes the same with the engine and with libtorch, and compares the results, the gradients of a weighted sum of them with
 * respect to each argument and, where asked for, the gradients of those gradients.
 */
public final class BothSides implements AutoCloseable {
    private final Device device;
    private final Random random = new Random(20_261_128);
    private int compared;

    public BothSides(Backend backend) {
        device = new Device(backend);
        torch.globalContext().setUserEnabledMkldnn(false);
    }

    /** A function of several tensors with several results. */
    public interface EngineFunction {
        Tensor[] apply(Tensor... arguments);
    }

    /** A function of several tensors with several results. */
    public interface TorchFunction {
        org.bytedeco.pytorch.Tensor[] apply(org.bytedeco.pytorch.Tensor... arguments);
    }

    /** Cases compared so far: results and gradients of one call count as one. */
    public int compared() {
        return compared;
    }

    public Device device() {
        return device;
    }

    /**
     * @param tolerance largest error allowed, as a share of the largest absolute value of libtorch's tensor, or of 1 if
     *     that is larger
     * @param twice whether to compare gradients of gradients
     */
    public void compare(
            String what,
            double tolerance,
            boolean twice,
            EngineFunction engine,
            TorchFunction torchFunction,
            HostTensor... arguments) {
        String title = what + " of " + Arrays.toString(arguments);
        List<double[]> weights = new ArrayList<>();
        Outcome expected;
        // Not around the engine: it would free what oneDNN's kernels keep.
        try (PointerScope pointers = new PointerScope()) {
            expected = torch(torchFunction, twice, weights, arguments);
        }
        Outcome found;
        try {
            found = engine(engine, twice, expected.hasSeconds(), weights, arguments);
        } catch (RuntimeException e) {
            throw new AssertionError(title + " fails", e);
        }
        assertThat(found.shapes()).as(title).isEqualTo(expected.shapes());
        for (int i = 0; i < expected.values().size(); i++) {
            assertClose(
                    title + ", value " + i,
                    tolerance,
                    found.values().get(i),
                    expected.values().get(i));
        }
        compared++;
    }

    private static final class Outcome {
        private final List<String> shapes = new ArrayList<>();
        private final List<double[]> values = new ArrayList<>();
        private boolean seconds;

        List<String> shapes() {
            return shapes;
        }

        List<double[]> values() {
            return values;
        }

        /** Gradients of gradients follow: the gradients are not constant. */
        void beginSeconds() {
            seconds = true;
        }

        boolean hasSeconds() {
            return seconds;
        }

        void add(Tensor tensor) {
            shapes.add(tensor.dtype() + tensor.shape().toString());
            values.add(tensor.toDoubleArray());
        }

        void add(org.bytedeco.pytorch.Tensor tensor) {
            shapes.add(TorchTypes.of(tensor) + Arrays.toString(tensor.shape()));
            values.add(TorchTypes.values(tensor));
        }
    }

    private Outcome torch(TorchFunction function, boolean twice, List<double[]> weights, HostTensor... arguments) {
        Outcome outcome = new Outcome();
        List<org.bytedeco.pytorch.Tensor> leaves = new ArrayList<>();
        org.bytedeco.pytorch.Tensor[] seen = new org.bytedeco.pytorch.Tensor[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            org.bytedeco.pytorch.Tensor leaf = TorchTypes.tensor(arguments[i]);
            if (arguments[i].differentiated()) {
                leaf = leaf.set_requires_grad(true);
                leaves.add(leaf);
            }
            seen[i] = arguments[i].transposed() ? leaf.transpose(-1, -2) : leaf;
        }
        org.bytedeco.pytorch.Tensor loss = null;
        for (org.bytedeco.pytorch.Tensor result : function.apply(seen)) {
            outcome.add(result);
            if (result.requires_grad()) {
                loss = plus(loss, result, weights);
            }
        }
        if (loss == null) {
            return outcome;
        }
        TensorVector inputs = new TensorVector(leaves.toArray(new org.bytedeco.pytorch.Tensor[0]));
        TensorVector gradients = TorchTypes.grad(loss, inputs, twice);
        org.bytedeco.pytorch.Tensor second = null;
        for (int i = 0; i < leaves.size(); i++) {
            org.bytedeco.pytorch.Tensor gradient = gradients.get(i);
            outcome.add(gradient);
            if (twice) {
                second = plus(second, gradient, weights);
            }
        }
        if (second != null && second.requires_grad()) {
            outcome.beginSeconds();
            TensorVector seconds = TorchTypes.grad(second, inputs, false);
            for (int i = 0; i < leaves.size(); i++) {
                outcome.add(seconds.get(i));
            }
        }
        return outcome;
    }

    private org.bytedeco.pytorch.Tensor plus(
            org.bytedeco.pytorch.@Nullable Tensor sum, org.bytedeco.pytorch.Tensor term, List<double[]> weights) {
        double[] weight = new double[Math.toIntExact(term.numel())];
        Arrays.setAll(weight, i -> random.nextGaussian());
        weights.add(weight);
        org.bytedeco.pytorch.Tensor weighted = term.mul(
                        org.bytedeco.pytorch.Tensor.create(weight, term.shape()).to(term.scalar_type()))
                .sum();
        return sum == null ? weighted : sum.add(weighted, new Scalar(1));
    }

    private Outcome engine(
            EngineFunction function,
            boolean twice,
            boolean expectsSecond,
            List<double[]> weights,
            HostTensor... arguments) {
        Outcome outcome = new Outcome();
        List<Tensor> leaves = new ArrayList<>();
        Tensor[] seen = new Tensor[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            Tensor leaf =
                    device.tensor(arguments[i].values(), arguments[i].stored()).to(arguments[i].dtype());
            if (arguments[i].differentiated()) {
                leaves.add(leaf.requiresGrad_());
            }
            seen[i] = arguments[i].transposed() ? leaf.transpose(-2, -1) : leaf;
        }
        int used = 0;
        Tensor loss = null;
        for (Tensor result : function.apply(seen)) {
            outcome.add(result);
            if (result.requiresGrad()) {
                loss = plus(loss, result, weights.get(used++));
            }
        }
        if (loss == null) {
            return outcome;
        }
        Tensor second = null;
        for (Tensor gradient : grad(loss, leaves, twice)) {
            outcome.add(gradient);
            if (twice) {
                second = plus(second, gradient, weights.get(used++));
            }
        }
        if (second != null && expectsSecond) {
            grad(second, leaves, false).forEach(outcome::add);
        }
        return outcome;
    }

    /** With zeros where the loss does not depend on a leaf. */
    private List<Tensor> grad(Tensor loss, List<Tensor> leaves, boolean createGraph) {
        if (!loss.requiresGrad()) {
            return leaves.stream()
                    .map(leaf -> device.zeros(leaf.dtype(), leaf.shape()))
                    .toList();
        }
        List<@Nullable Tensor> found = Autograd.grad(
                List.of(loss), List.of(device.ones(loss.dtype(), loss.shape())), leaves, createGraph, createGraph);
        List<Tensor> gradients = new ArrayList<>();
        for (int i = 0; i < leaves.size(); i++) {
            Tensor gradient = found.get(i);
            Tensor leaf = leaves.get(i);
            gradients.add(gradient == null ? device.zeros(leaf.dtype(), leaf.shape()) : gradient);
        }
        return gradients;
    }

    private Tensor plus(@Nullable Tensor sum, Tensor term, double[] weight) {
        Tensor weighted = term.mul(device.tensor(weight, term.shape().toArray()).to(term.dtype()))
                .sum();
        return sum == null ? weighted : sum.add(weighted);
    }

    private static void assertClose(String what, double tolerance, double[] found, double[] expected) {
        assertThat(found).as(what).hasSameSizeAs(expected);
        double scale = 1;
        for (double value : expected) {
            scale = Double.isFinite(value) ? Math.max(scale, Math.abs(value)) : scale;
        }
        for (int i = 0; i < expected.length; i++) {
            boolean same = Double.compare(found[i] + 0.0, expected[i] + 0.0) == 0;
            if (!same && !(Math.abs(found[i] - expected[i]) <= tolerance * scale)) {
                throw new AssertionError(
                        what + ": element " + i + " is " + found[i] + " but libtorch's is " + expected[i]
                                + "\nfound    " + Arrays.toString(found) + "\nexpected " + Arrays.toString(expected));
            }
        }
    }

    /** The tolerance that rounding in an element type asks for. */
    public static double rounding(DType dtype) {
        return switch (dtype) {
            case FLOAT64 -> 1e-9;
            case FLOAT32 -> 2e-4;
            case FLOAT16 -> 5e-3;
            case BFLOAT16 -> 4e-2;
            default -> 0;
        };
    }

    @Override
    public void close() {
        device.close();
    }
}
