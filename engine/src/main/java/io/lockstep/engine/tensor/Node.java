package io.lockstep.engine.tensor;

import io.lockstep.engine.backend.Shape;
import org.jspecify.annotations.Nullable;

/**
 * One operation on the tape. Nodes are numbered in the order of computation, so an input's node always has a smaller
 * number than those that use it: descending numbers are an order for the backward pass.
 */
public final class Node {
    private final long number;
    private final Shape shape;
    private @Nullable Operation operation;
    private Tensor[] inputs;
    private final String name;
    private @Nullable Tensor gradient;
    private boolean reached;

    Node(long number, Operation operation, Tensor[] inputs, Shape shape) {
        this.number = number;
        this.operation = operation;
        this.inputs = inputs.clone();
        this.shape = shape;
        this.name = operation.name();
    }

    public long number() {
        return number;
    }

    /** Shape of the result. */
    public Shape shape() {
        return shape;
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

    public int inputs() {
        return inputs.length;
    }

    public Tensor input(int index) {
        return inputs[index];
    }

    /** Gradient of the result as far as it is known in the running backward pass. */
    public @Nullable Tensor gradient() {
        return gradient;
    }

    public void gradient(@Nullable Tensor gradient) {
        this.gradient = gradient;
    }

    /** Whether the running backward pass has found this node. */
    public boolean isReached() {
        return reached;
    }

    public void reached(boolean reached) {
        this.reached = reached;
    }

    /** Lets go of the saved tensors. */
    public void free() {
        operation = null;
        inputs = new Tensor[0];
    }
}
