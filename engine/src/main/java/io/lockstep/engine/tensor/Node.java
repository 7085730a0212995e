package io.lockstep.engine.tensor;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import org.jspecify.annotations.Nullable;

/**
 * One operation on the tape. Nodes are numbered in the order of computation, so an input's node always has a smaller
 * number than those that use it: descending numbers are an order for the backward pass.
 *
 * <p>A node knows the edges to its inputs as they were when it was recorded; the tensors themselves may get another history
 * by in-place operations later.
 */
public final class Node implements Edge {
    private final long number;
    private final Device device;
    private final Shape shape;
    private final DType dtype;
    private final String name;
    private final @Nullable Throwable recordedAt;
    private @Nullable Operation operation;
    private @Nullable Edge[] inputs;
    private SavedVersions saved;
    private @Nullable GradientHooks hooks;
    private @Nullable Tensor retained;
    private @Nullable Tensor gradient;
    private @Nullable Object pass;

    /** @param recordedAt where in the program, for anomaly mode, else null */
    Node(long number, Operation operation, Tensor[] inputs, Tensor result, @Nullable Throwable recordedAt) {
        this.number = number;
        this.operation = operation;
        this.inputs = new Edge[inputs.length];
        for (int i = 0; i < inputs.length; i++) {
            this.inputs[i] = inputs[i].edge();
        }
        this.device = result.device();
        this.shape = result.shape();
        this.dtype = result.dtype();
        this.name = operation.name();
        this.saved = SavedVersions.of(operation);
        this.recordedAt = recordedAt;
    }

    public long number() {
        return number;
    }

    /** The operation's name, also after its saved tensors were freed. */
    public String name() {
        return name;
    }

    @Override
    public Device device() {
        return device;
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public DType dtype() {
        return dtype;
    }

    /**
     * The rule of this node.
     *
     * @throws IllegalStateException if a backward pass has freed it
     */
    public Operation operation() {
        if (operation == null) {
            throw new IllegalStateException("the saved tensors of " + name + " were freed by an earlier backward();"
                    + " call the first one with retainGraph to go through the graph again");
        }
        return operation;
    }

    /** @throws IllegalStateException if a saved tensor was changed in place since it was saved */
    public void requireUnchanged() {
        saved.requireUnchanged(name);
    }

    public int inputs() {
        return inputs.length;
    }

    /** Where the gradient of an input goes, null for an input that needs none. */
    public @Nullable Edge input(int index) {
        return inputs[index];
    }

    /** Where the operation was called, if anomaly mode was on then. */
    public @Nullable Throwable recordedAt() {
        return recordedAt;
    }

    /** Gradient of the result as far as it is known in the running backward pass. */
    public @Nullable Tensor gradient() {
        return gradient;
    }

    public void gradient(@Nullable Tensor gradient) {
        this.gradient = gradient;
    }

    @Override
    public void addHook(GradientHook hook) {
        if (hooks == null) {
            hooks = new GradientHooks();
        }
        hooks.add(hook);
    }

    /** What the hooks make of the complete gradient. */
    public Tensor hooked(Tensor gradient) {
        return hooks == null ? gradient : hooks.apply(gradient);
    }

    /** Whether somebody looks at the gradient besides the operation. */
    public boolean hasHooks() {
        return hooks != null;
    }

    @Nullable
    Tensor retained() {
        return retained;
    }

    void retained(Tensor gradient) {
        retained = gradient;
    }

    /** The backward pass that goes through this node now, null for none. */
    public @Nullable Object pass() {
        return pass;
    }

    public void pass(@Nullable Object pass) {
        this.pass = pass;
    }

    /** Lets go of the saved tensors. */
    public void free() {
        operation = null;
        inputs = new Edge[0];
        saved = SavedVersions.NONE;
    }
}
