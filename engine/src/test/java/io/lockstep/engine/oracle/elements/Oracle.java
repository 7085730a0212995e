package io.lockstep.engine.oracle.elements;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.reference.ReferenceBackend;
import io.lockstep.engine.oracle.OracleCases;
import io.lockstep.engine.oracle.elements.Operand.Layout;
import io.lockstep.engine.oracle.elements.Operand.Pair;
import io.lockstep.engine.oracle.elements.Operand.Torch;
import io.lockstep.engine.oracle.elements.Operand.Values;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.TensorArrayRefOptional;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs operations in the engine and in libtorch on the same inputs, and compares element types, shapes, values and the
 * gradients of all floating inputs; where libtorch refuses, the engine must. Counts the comparisons.
 */
final class Oracle {
    private static final long SEED = 20_261_128;

    private static final List<Layout> LAYOUTS = List.of(Layout.PLAIN, Layout.TRANSPOSED, Layout.STEPPED);
    private static final List<Values> VALUES = List.of(Values.NORMAL, Values.TIES, Values.SPECIAL);

    private final Random random = new Random(SEED);
    private final Map<String, String> failures = new LinkedHashMap<>();
    private int comparisons;

    interface Engine {
        Tensor of(Tensor... inputs);
    }

    interface Libtorch {
        org.bytedeco.pytorch.Tensor of(org.bytedeco.pytorch.Tensor... inputs);
    }

    Random random() {
        return random;
    }

    Layout anyLayout() {
        return LAYOUTS.get(random.nextInt(LAYOUTS.size()));
    }

    Values anyValues() {
        return VALUES.get(random.nextInt(VALUES.size()));
    }

    /** Requires at least so many comparisons, all of which agreed, and counts them for {@code id}. */
    void requireAgreement(String id, int least) {
        assertThat(String.join("\n", failures.values())).as("disagreements").isEmpty();
        assertThat(OracleCases.counted(id, comparisons)).as("comparisons").isGreaterThanOrEqualTo(least);
    }

    void compare(String operation, Engine engine, Libtorch libtorch, Operand... operands) {
        compare(operation, true, engine, libtorch, operands);
    }

    /** @param gradients whether to compare these, too */
    void compare(String operation, boolean gradients, Engine engine, Libtorch libtorch, Operand... operands) {
        try {
            run(operation, gradients, engine, libtorch, operands);
        } catch (AssertionError | RuntimeException e) {
            String cause = e.getCause() == null ? "" : ": " + e.getCause();
            failures.merge(operation, e.getMessage() + cause + e.getStackTrace()[0], (first, later) -> first);
        }
    }

    private void run(String operation, boolean gradients, Engine engine, Libtorch libtorch, Operand... operands) {
        String what = operation + " of " + Arrays.toString(operands);
        try (PointerScope scope = new PointerScope();
                Device device = new Device(new ReferenceBackend())) {
            Tensor[] inputs = new Tensor[operands.length];
            org.bytedeco.pytorch.Tensor[] torchInputs = new org.bytedeco.pytorch.Tensor[operands.length];
            Pair[] pairs = new Pair[operands.length];
            for (int i = 0; i < operands.length; i++) {
                pairs[i] = operands[i].draw(device, random);
                inputs[i] = pairs[i].engine();
                torchInputs[i] = pairs[i].torch();
            }
            comparisons++;
            org.bytedeco.pytorch.Tensor expected;
            try {
                expected = libtorch.of(torchInputs);
            } catch (RuntimeException refused) {
                requireRefusal(what, refused, engine, inputs);
                return;
            }
            Tensor found;
            try {
                found = engine.of(inputs);
            } catch (RuntimeException e) {
                throw new AssertionError(what + " is refused", e);
            }
            assertThat(Torch.type(found.dtype()))
                    .as("type of " + what)
                    .isEqualTo(expected.scalar_type().intern());
            assertSame(what, found, expected);
            if (gradients && expected.requires_grad()) {
                compareGradients(what, device, pairs, found, expected);
            }
        }
    }

    private static void requireRefusal(String what, RuntimeException refused, Engine engine, Tensor... inputs) {
        Tensor found;
        try {
            found = engine.of(inputs);
        } catch (IllegalArgumentException
                | IndexOutOfBoundsException
                | IllegalStateException
                | ArithmeticException expected) {
            assertThat(expected.getMessage()).as("message for " + what).isNotBlank();
            return;
        }
        throw new AssertionError(what + " gives " + found + ", but libtorch refuses: "
                + String.valueOf(refused.getMessage()).lines().findFirst().orElse(""));
    }

    private void compareGradients(
            String what, Device device, Pair[] pairs, Tensor found, org.bytedeco.pytorch.Tensor expected) {
        double[] numbers = new double[(int) found.numel()];
        Arrays.setAll(numbers, i -> random.nextInt(17) / 4.0 - 2);
        long[] sizes = found.shape().toArray();
        if (found.requiresGrad()) {
            found.backward(device.tensor(numbers, sizes).to(found.dtype()));
        }
        org.bytedeco.pytorch.Tensor dy = Torch.tensor(numbers, sizes).to(expected.scalar_type());
        expected.backward(dy, new BoolOptional(), false, new TensorArrayRefOptional());
        for (int i = 0; i < pairs.length; i++) {
            if (pairs[i].leaf().requiresGrad()) {
                String gradient = "gradient of input " + i + " by " + what;
                org.bytedeco.pytorch.Tensor torchGrad = pairs[i].torchLeaf().grad();
                Tensor grad = pairs[i].leaf().grad();
                if (torchGrad.defined()) {
                    // Where all elements were overwritten the engine has no gradient, and libtorch one of zeros.
                    assertSame(gradient, grad == null ? device.zerosLike(pairs[i].leaf()) : grad, torchGrad);
                }
            }
        }
    }

    static void assertSame(String what, Tensor found, org.bytedeco.pytorch.Tensor expected) {
        assertThat(found.shape().toArray()).as("shape of " + what).isEqualTo(Torch.sizes(expected));
        double[] ours = found.detach().toDoubleArray();
        double[] theirs = Torch.numbers(expected);
        double largest = 1;
        for (double each : theirs) {
            largest = Double.isFinite(each) ? Math.max(largest, Math.abs(each)) : largest;
        }
        double tolerance = tolerance(found.dtype()) * largest;
        for (int i = 0; i < theirs.length; i++) {
            boolean same = Double.compare(ours[i], theirs[i]) == 0
                    || ours[i] == theirs[i]
                    || Math.abs(ours[i] - theirs[i]) <= tolerance;
            if (!same) {
                throw new AssertionError(
                        what + "\n  gives    " + Arrays.toString(ours) + "\n  expected " + Arrays.toString(theirs));
            }
        }
    }

    private static double tolerance(DType dtype) {
        return switch (dtype) {
            case FLOAT64 -> 1e-10;
            case FLOAT32 -> 2e-5;
            case FLOAT16 -> 4e-3;
            case BFLOAT16 -> 3e-2;
            default -> 0;
        };
    }
}
