package io.lockstep.engine.tensor;

import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.tensor.vocabulary.Assigning;
import io.lockstep.engine.tensor.vocabulary.Changing;
import io.lockstep.engine.tensor.vocabulary.Differentiable;
import io.lockstep.engine.tensor.vocabulary.Indexing;
import io.lockstep.engine.tensor.vocabulary.Inspection;
import io.lockstep.engine.tensor.vocabulary.Joining;
import io.lockstep.engine.tensor.vocabulary.LinearAlgebra;
import io.lockstep.engine.tensor.vocabulary.Placing;
import io.lockstep.engine.tensor.vocabulary.Pointwise;
import io.lockstep.engine.tensor.vocabulary.Products;
import io.lockstep.engine.tensor.vocabulary.Reductions;
import io.lockstep.engine.tensor.vocabulary.Shaping;
import io.lockstep.engine.tensor.vocabulary.Statistics;
import io.lockstep.engine.tensor.vocabulary.Values;
import org.jspecify.annotations.Nullable;

/**
 * An n-dimensional array on a device, with the node of the tape that computed it. Its vocabulary is spread over the
 * interfaces that it implements, one per family of operations.
 */
public final class Tensor
        implements Pointwise,
                Inspection,
                Values,
                Reductions,
                Products,
                LinearAlgebra,
                Shaping,
                Indexing,
                Assigning,
                Joining,
                Statistics,
                Differentiable,
                Changing,
                Placing {
    private final Device device;
    private final NdArray array;
    private final boolean inference;
    private @Nullable Node node;
    private @Nullable Leaf leaf;
    private @Nullable Tensor base;
    private long histories;

    public Tensor(Device device, NdArray array) {
        this.device = device;
        this.array = array;
        this.inference = device.isInferring();
    }

    @Override
    public Tensor self() {
        return this;
    }

    public Device device() {
        return device;
    }

    /** The elements, for kernels. */
    @Override
    public NdArray array() {
        return array;
    }

    // Autograd

    /** True if gradients flow to this tensor: it is a leaf that wants one, or was computed from such. */
    public boolean requiresGrad() {
        return edge() != null;
    }

    /**
     * Makes this tensor a leaf that collects its gradient.
     *
     * @throws IllegalStateException if it was computed from others, or is not floating
     */
    public Tensor requiresGrad_() {
        return requiresGrad_(true);
    }

    /**
     * Makes this tensor a leaf that collects its gradient, or one that does not.
     *
     * @throws IllegalStateException if it was computed from others, or is not floating
     */
    public Tensor requiresGrad_(boolean requires) {
        Node computed = node();
        if (computed != null) {
            if (requires) {
                return this;
            }
            throw new IllegalStateException("this tensor was computed by " + computed.name()
                    + " from one that requires grad; only of leaves it can be changed, use detach() instead");
        }
        if (requires && !dtype().isFloating()) {
            throw new IllegalStateException("only floating tensors can require gradients, but this one is " + dtype()
                    + "; convert it with to(FLOAT32)");
        }
        if (requires && inference && !device.isInferring()) {
            throw new IllegalStateException(
                    "this tensor was made in inference mode and cannot require gradients outside;" + " use clone()");
        }
        if (!requires) {
            leaf = null;
        } else if (leaf == null) {
            leaf = new Leaf(device, shape(), dtype());
        }
        return this;
    }

    /** Whether no operation on the tape computed this tensor. */
    public boolean isLeaf() {
        return node() == null;
    }

    /** The node that computed this tensor, null for a leaf. */
    public @Nullable Node node() {
        if (base != null && base.histories != histories) {
            histories = base.histories;
            Operation view = new ViewOfChanged(array, base.array());
            node = base.requiresGrad() ? device.record(view, new Tensor[] {base}, this) : null;
        }
        return node;
    }

    /** What collects this leaf's gradient, null if it wants none. */
    public @Nullable Leaf leaf() {
        return leaf;
    }

    /** Where this tensor's gradient goes, null if it needs none. */
    public @Nullable Edge edge() {
        Node computed = node();
        return computed == null ? leaf : computed;
    }

    /** The collected gradient of a leaf, null before the first backward pass and after {@link #zeroGrad()}. */
    public @Nullable Tensor grad() {
        return leaf == null ? (node == null ? null : node.retained()) : leaf.grad();
    }

    /** Forgets the collected gradient, as PyTorch's {@code zero_grad(set_to_none=True)}. */
    public void zeroGrad() {
        zeroGrad(true);
    }

    /** Forgets the collected gradient, or sets it to 0 with {@code setToNone} false. */
    public void zeroGrad(boolean setToNone) {
        Tensor grad = leaf == null ? null : leaf.grad();
        if (setToNone && leaf != null) {
            leaf.clear();
        } else if (grad != null) {
            device.backend().fill(grad.array(), 0);
            grad.storage().changed();
        }
    }

    /** Lets {@link #grad()} of this result keep its gradient of the next backward pass, as that of a leaf. */
    public Tensor retainGrad() {
        Node computed = node();
        if (computed != null) {
            computed.addHook(gradient -> {
                computed.retained(gradient.clone());
                return null;
            });
        } else if (leaf == null) {
            throw new IllegalStateException(
                    "retainGrad() needs a tensor that requires grad; call requiresGrad_() first");
        }
        return this;
    }

    /**
     * Adds a function that sees the gradient of this tensor in every backward pass, before it is used further.
     *
     * @throws IllegalStateException if this tensor does not require grad
     */
    public void registerHook(GradientHook hook) {
        Edge edge = edge();
        if (edge == null) {
            throw new IllegalStateException(
                    "registerHook() needs a tensor that requires grad; call requiresGrad_() first");
        }
        edge.addHook(hook);
    }

    /** The same elements, cut off from the tape. */
    public Tensor detach() {
        return new Tensor(device, array);
    }

    /**
     * Cuts this tensor itself off from the tape.
     *
     * @throws IllegalStateException if it is a view, whose history is that of its base
     */
    public Tensor detach_() {
        if (base != null) {
            throw new IllegalStateException("detach_() does not work on views; use detach() instead");
        }
        node = null;
        leaf = null;
        histories++;
        return this;
    }

    /**
     * Records on the tape that {@code operation} computed this fresh tensor from {@code inputs}, if one of them
     * requires grad and the device is recording.
     *
     * @return this tensor
     */
    public Tensor computedBy(Operation operation, Tensor... inputs) {
        for (Tensor input : inputs) {
            if (input.device != device && !operation.crossesDevices()) {
                throw new IllegalArgumentException(operation.name() + "() got tensors on different devices, "
                        + device.name() + " and " + input.device.name() + "; move them to one with to(device)");
            }
        }
        if (device.isRecording()) {
            for (Tensor input : inputs) {
                if (input.requiresGrad()) {
                    node = device.record(operation, inputs, this);
                    return this;
                }
            }
        }
        return this;
    }

    /** Says that this tensor's elements are some of those of {@code other}: a change of one changes the other. */
    public Tensor viewOf(Tensor other) {
        base = other.base == null ? other : other.base;
        histories = base.histories;
        return this;
    }

    /** The tensor that this one is a view of, null if it is none. */
    public @Nullable Tensor base() {
        return base;
    }

    /** Another tensor with the same elements and the history that this one has now. */
    public Tensor withSameHistory() {
        Tensor same = new Tensor(device, array);
        same.node = node();
        same.leaf = leaf;
        return same;
    }

    /** Gives this tensor, after a change in place, the history of {@code result}; views of it find theirs anew. */
    public void takeHistoryOf(Tensor result) {
        node = result.node;
        leaf = null;
        if (base == null) {
            histories++;
        } else {
            histories = base.histories;
        }
    }

    /** Whether this tensor was made in inference mode, and therefore never takes part in a recorded computation. */
    public boolean isInference() {
        return inference;
    }

    // Text and copies

    /** A copy with memory of its own, which stays in the graph: gradients flow through it. */
    @Override
    public Tensor clone() {
        return copied();
    }

    /** Type, shape and history in few words, for messages. */
    public String describe() {
        return "Tensor(" + dtype() + shape()
                + (node == null ? "" : ", computed by " + node.name())
                + (leaf == null ? "" : ", requires grad") + ")";
    }

    /** The elements as PyTorch prints them, with the element type and the history where they are out of the ordinary. */
    @Override
    public String toString() {
        return TensorText.of(this, device.isHost() ? null : device.name());
    }
}
