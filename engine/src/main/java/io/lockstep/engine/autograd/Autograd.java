package io.lockstep.engine.autograd;

import io.lockstep.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Entry points of back-propagation, as PyTorch's {@code torch.autograd}. */
public final class Autograd {
    private Autograd() {}

    /**
     * Adds d root / d leaf times {@code gradient} to the gradient of each leaf, and frees the tape unless
     * {@code retainGraph}.
     *
     * @param gradient of the root's shape and element type
     * @param createGraph whether the gradients shall have gradients themselves; keeps the tape, too
     * @throws IllegalStateException if the root does not require grad, or its graph was freed already
     */
    public static void backward(Tensor root, Tensor gradient, boolean retainGraph, boolean createGraph) {
        requireFits(root, gradient);
        new BackwardPass(retainGraph, createGraph, null).run(List.of(root), List.of(gradient));
    }

    /** The gradients of a scalar with respect to {@code inputs}; nothing is added to any leaf. */
    public static List<Tensor> grad(Tensor output, Tensor... inputs) {
        return grad(output, false, inputs);
    }

    /**
     * The gradients of a scalar with respect to {@code inputs}; nothing is added to any leaf.
     *
     * @param createGraph whether the gradients shall have gradients themselves; keeps the tape, too
     */
    public static List<Tensor> grad(Tensor output, boolean createGraph, Tensor... inputs) {
        Tensor one = output.device().ones(output.dtype(), output.shape());
        if (output.numel() != 1) {
            throw new IllegalStateException("grad() without a gradient needs a scalar, but the output has shape "
                    + output.shape() + "; reduce it with sum() or mean(), or pass its gradient");
        }
        List<Tensor> found = new ArrayList<>();
        for (Tensor gradient : grad(List.of(output), List.of(one), List.of(inputs), createGraph, createGraph)) {
            if (gradient == null) {
                throw new IllegalStateException("input " + found.size() + " of grad() was not used in the graph of the"
                        + " output; leave it out, or use the form that gives null for it");
            }
            found.add(gradient);
        }
        return found;
    }

    /**
     * The sums over all outputs of their gradients with respect to each of {@code inputs}, times {@code gradients}, null
     * for an input that no output depends on; nothing is added to any leaf.
     *
     * @param gradients one for each output, of its shape and element type
     */
    public static List<@Nullable Tensor> grad(
            List<Tensor> outputs,
            List<Tensor> gradients,
            List<Tensor> inputs,
            boolean retainGraph,
            boolean createGraph) {
        if (outputs.size() != gradients.size() || outputs.isEmpty()) {
            throw new IllegalArgumentException("grad() expects a gradient for each output, but got " + outputs.size()
                    + " outputs and " + gradients.size() + " gradients");
        }
        for (int i = 0; i < outputs.size(); i++) {
            requireFits(outputs.get(i), gradients.get(i));
        }
        Captures captures = new Captures(inputs);
        new BackwardPass(retainGraph, createGraph, captures).run(outputs, gradients);
        List<@Nullable Tensor> found = new ArrayList<>();
        for (Tensor input : inputs) {
            found.add(captures.gradient(input));
        }
        return found;
    }

    private static void requireFits(Tensor root, Tensor gradient) {
        if (!root.requiresGrad()) {
            throw new IllegalStateException(
                    "backward() needs a result that was computed from a tensor that requires grad,"
                            + " outside noGrad(); " + root.describe() + " was not");
        }
        if (!gradient.shape().equals(root.shape())) {
            throw new IllegalArgumentException(
                    "backward() of a result " + root.shape() + " got a gradient " + gradient.shape());
        }
        if (gradient.dtype() != root.dtype()) {
            throw new IllegalArgumentException("backward() of a " + root.dtype() + " result got a gradient in "
                    + gradient.dtype() + "; convert the gradient with to()");
        }
    }
}
