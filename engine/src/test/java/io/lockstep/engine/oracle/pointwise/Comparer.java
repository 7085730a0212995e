package io.lockstep.engine.oracle.pointwise;

import io.lockstep.engine.autograd.Autograd;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.reference.ReferenceBackend;
import io.lockstep.engine.oracle.Tolerance;
import io.lockstep.engine.oracle.TorchTensors;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.MemoryScope;
import io.lockstep.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Computes the same with the engine and with libtorch and compares type, shape and values of the result, the gradients and,
 * where asked for, the gradients of the gradients. Where libtorch raises an error the engine must, too. Differences are
 * collected, so that one run shows all.
 */
final class Comparer implements AutoCloseable {
    private final Device device = new Device(new ReferenceBackend());
    private final Random random = new Random(20_261_128);
    private final List<String> differences = new ArrayList<>();
    private int compared;

    Comparer() {
        torch.globalContext().setUserEnabledMkldnn(false);
    }

    /** A function of tensors. */
    interface EngineFunction {
        Tensor apply(Tensor... arguments);
    }

    /** A function of libtorch's tensors. */
    interface TorchFunction {
        org.bytedeco.pytorch.Tensor apply(org.bytedeco.pytorch.Tensor... arguments);
    }

    Random random() {
        return random;
    }

    /** @param looseness factor of the usual tolerance */
    void compare(
            String name,
            double looseness,
            boolean twice,
            EngineFunction engine,
            TorchFunction oracle,
            Argument... arguments) {
        compared++;
        String title = name + " of " + Arrays.toString(arguments);
        long seed = random.nextLong();
        try (PointerScope pointers = new PointerScope();
                MemoryScope memory = device.scope()) {
            List<Outcome> expected;
            try {
                expected = torch(oracle, twice, new Random(seed), arguments);
            } catch (Refusal e) {
                expectRefusal(title, e, engine, arguments);
                return;
            }
            List<Outcome> found;
            try {
                found = engine(engine, twice, new Random(seed), arguments);
            } catch (RuntimeException e) {
                differences.add(title + ": libtorch computes it but the engine says " + e);
                return;
            }
            compare(title, looseness, found, expected, arguments);
        }
    }

    private void expectRefusal(String title, RuntimeException e, EngineFunction engine, Argument... arguments) {
        try {
            engine.apply(seen(leaves(arguments), arguments));
            differences.add(title + ": the engine computes it but libtorch says " + firstLine(e));
        } catch (IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException refused) {
            assertThat(refused).hasMessageMatching("(?s).{20,}");
        }
    }

    /** An error that libtorch's function itself raised. */
    private static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1;

        Refusal(RuntimeException cause) {
            super(cause.getMessage(), cause);
        }
    }

    private static String firstLine(RuntimeException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    /** What was counted, after a check that nothing differed. */
    int finish() {
        assertThat(differences)
                .as("%d of %d cases differ", differences.size(), compared)
                .isEmpty();
        return compared;
    }

    private void compare(
            String title, double looseness, List<Outcome> found, List<Outcome> expected, Argument... arguments) {
        if (expected.contains(Outcome.NONE)) {
            compare(title, looseness, found.subList(0, 1), expected.subList(0, 1), arguments);
            return;
        }
        if (found.size() != expected.size()) {
            differences.add(
                    title + ": the engine has " + found.size() + " results and gradients, libtorch " + expected.size());
            return;
        }
        for (int i = 0; i < expected.size(); i++) {
            Outcome ours = found.get(i);
            Outcome theirs = expected.get(i);
            String what = title + ", " + theirs.what();
            if (ours.dtype() != theirs.dtype() || !Arrays.equals(ours.sizes(), theirs.sizes())) {
                differences.add(what + " is " + ours.dtype() + Arrays.toString(ours.sizes()) + " but libtorch's "
                        + theirs.dtype() + Arrays.toString(theirs.sizes()));
                return;
            }
            // A gradient is computed in several steps where libtorch has one kernel.
            double steps = i == 0 ? 1 : theirs.what().startsWith("second") ? 16 : 4;
            Tolerance tolerance =
                    coarsest(theirs.dtype(), expected.get(0).dtype(), arguments).times(looseness * steps);
            for (int j = 0; j < theirs.values().length; j++) {
                if (!tolerance.accepts(ours.values()[j], theirs.values()[j])) {
                    differences.add(what + ", element " + j + " of " + at(arguments, j) + " is " + ours.values()[j]
                            + " but libtorch's " + theirs.values()[j]);
                    break;
                }
            }
        }
    }

    /** Libtorch computes some gradients in the types that the arguments have, before they are promoted. */
    private static Tolerance coarsest(DType dtype, DType result, Argument... arguments) {
        Tolerance coarsest = Tolerance.of(dtype);
        if (dtype.isFloating() && Arrays.stream(arguments).anyMatch(each -> each.dtype() != dtype)) {
            coarsest = coarsest.or(Tolerance.of(result));
            for (Argument argument : arguments) {
                coarsest = coarsest.or(Tolerance.of(argument.dtype().isFloating() ? argument.dtype() : DType.FLOAT32));
            }
        }
        return coarsest;
    }

    private static String at(Argument[] arguments, int j) {
        List<Double> values = new ArrayList<>();
        for (Argument argument : arguments) {
            values.add(j < argument.values().length && !argument.transposed() ? argument.values()[j] : Double.NaN);
        }
        return values.toString();
    }

    private record Outcome(String what, DType dtype, long[] sizes, double[] values) {
        /** Stands for gradients that libtorch fails to compute. */
        static final Outcome NONE = new Outcome("none", DType.BOOL, new long[0], new double[0]);

        static Outcome of(String what, Tensor x) {
            return new Outcome(what, x.dtype(), x.shape().toArray(), x.toDoubleArray());
        }

        static Outcome of(String what, org.bytedeco.pytorch.Tensor x) {
            return new Outcome(what, TorchTensors.dtype(x), x.shape(), TorchTensors.values(x));
        }
    }

    // The engine

    private Tensor[] leaves(Argument... arguments) {
        return Arrays.stream(arguments).map(each -> each.engineLeaf(device)).toArray(Tensor[]::new);
    }

    private static Tensor[] seen(Tensor[] leaves, Argument... arguments) {
        Tensor[] seen = new Tensor[leaves.length];
        Arrays.setAll(seen, i -> arguments[i].seen(leaves[i]));
        return seen;
    }

    private List<Outcome> engine(EngineFunction function, boolean twice, Random weights, Argument... arguments) {
        List<Outcome> outcomes = new ArrayList<>();
        Tensor[] leaves = leaves(arguments);
        Tensor y = function.apply(seen(leaves, arguments));
        outcomes.add(Outcome.of("result", y));
        if (!y.requiresGrad()) {
            return outcomes;
        }
        List<Tensor> inputs = Arrays.stream(leaves).filter(Tensor::requiresGrad).toList();
        List<@Nullable Tensor> gradients = Autograd.grad(List.of(y), List.of(like(y, weights)), inputs, true, twice);
        List<Tensor> again = new ArrayList<>();
        List<Tensor> weightsOfAgain = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            Tensor gradient = orZeros(gradients.get(i), inputs.get(i));
            outcomes.add(Outcome.of("gradient " + i, gradient));
            Tensor weight = like(gradient, weights);
            if (gradient.requiresGrad()) {
                again.add(gradient);
                weightsOfAgain.add(weight);
            }
        }
        if (twice) {
            List<@Nullable Tensor> seconds =
                    again.isEmpty() ? List.of() : Autograd.grad(again, weightsOfAgain, inputs, false, false);
            for (int i = 0; i < inputs.size(); i++) {
                outcomes.add(Outcome.of(
                        "second gradient " + i, orZeros(seconds.isEmpty() ? null : seconds.get(i), inputs.get(i))));
            }
        }
        return outcomes;
    }

    private Tensor orZeros(@Nullable Tensor gradient, Tensor input) {
        return gradient == null ? device.zerosLike(input) : gradient;
    }

    private Tensor like(Tensor y, Random weights) {
        return device.tensor(normal(weights, (int) y.numel()), y.shape().toArray())
                .to(y.dtype());
    }

    private static double[] normal(Random random, int count) {
        double[] values = new double[count];
        Arrays.setAll(values, i -> random.nextGaussian());
        return values;
    }

    // Libtorch

    private static List<Outcome> torch(TorchFunction function, boolean twice, Random weights, Argument... arguments) {
        List<Outcome> outcomes = new ArrayList<>();
        org.bytedeco.pytorch.Tensor[] leaves = new org.bytedeco.pytorch.Tensor[arguments.length];
        org.bytedeco.pytorch.Tensor[] seen = new org.bytedeco.pytorch.Tensor[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            leaves[i] = arguments[i].torchLeaf();
            seen[i] = arguments[i].seen(leaves[i]);
        }
        org.bytedeco.pytorch.Tensor y;
        try {
            y = function.apply(seen);
        } catch (RuntimeException e) {
            throw new Refusal(e);
        }
        outcomes.add(Outcome.of("result", y));
        if (!y.requires_grad()) {
            return outcomes;
        }
        TensorVector inputs = new TensorVector();
        for (org.bytedeco.pytorch.Tensor leaf : leaves) {
            if (leaf.requires_grad()) {
                inputs.push_back(leaf);
            }
        }
        TensorVector gradients;
        try {
            gradients = grad(new TensorVector(y), inputs, new TensorVector(like(y, weights)), twice);
        } catch (RuntimeException e) {
            // Some of libtorch's rules calculate with the truth values that the function itself took for numbers, or
            // write to a tensor that is not broadcast.
            assertThat(e)
                    .hasMessageMatching("(?s).*(bool tensor|match the broadcast shape|cast to the desired output).*");
            outcomes.add(Outcome.NONE);
            return outcomes;
        }
        TensorVector again = new TensorVector();
        TensorVector weightsOfAgain = new TensorVector();
        for (long i = 0; i < inputs.size(); i++) {
            org.bytedeco.pytorch.Tensor gradient = orZeros(gradients.get(i), inputs.get(i));
            outcomes.add(Outcome.of("gradient " + i, gradient));
            org.bytedeco.pytorch.Tensor weight = like(gradient, weights);
            if (gradient.requires_grad()) {
                again.push_back(gradient);
                weightsOfAgain.push_back(weight);
            }
        }
        if (twice) {
            TensorVector seconds = again.size() == 0 ? new TensorVector() : grad(again, inputs, weightsOfAgain, false);
            for (long i = 0; i < inputs.size(); i++) {
                org.bytedeco.pytorch.Tensor second =
                        seconds.size() == 0 ? torch.zeros_like(inputs.get(i)) : orZeros(seconds.get(i), inputs.get(i));
                outcomes.add(Outcome.of("second gradient " + i, second));
            }
        }
        return outcomes;
    }

    private static TensorVector grad(
            TensorVector outputs, TensorVector inputs, TensorVector weights, boolean createGraph) {
        return torch.grad(outputs, inputs, weights, new BoolOptional(true), createGraph, true);
    }

    private static org.bytedeco.pytorch.Tensor orZeros(
            org.bytedeco.pytorch.Tensor gradient, org.bytedeco.pytorch.Tensor input) {
        return gradient.defined() ? gradient : torch.zeros_like(input);
    }

    private static org.bytedeco.pytorch.Tensor like(org.bytedeco.pytorch.Tensor y, Random weights) {
        return org.bytedeco.pytorch.Tensor.create(normal(weights, (int) y.numel()), y.shape())
                .to(y.scalar_type());
    }

    @Override
    public void close() {
        device.close();
    }
}
