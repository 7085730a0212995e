package io.lockstep.engine.autograd;

import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.tensor.Edge;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Leaf;
import io.lockstep.engine.tensor.Node;
import io.lockstep.engine.tensor.Tensor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Takes the gradients of one node's inputs. */
final class NodeGradients implements Gradients {
    private final BackwardPass pass;
    private final Node node;
    private final @Nullable Tensor[] written;

    NodeGradients(BackwardPass pass, Node node) {
        this.pass = pass;
        this.node = node;
        written = new Tensor[node.inputs()];
    }

    @Override
    public int size() {
        return node.inputs();
    }

    @Override
    public boolean wanted(int index) {
        return pass.wants(node.input(index));
    }

    @Override
    public NdArray into(int index) {
        if (pass.createsGraph()) {
            throw new IllegalStateException(node.name() + " has no gradient of its gradient; leave out createGraph");
        }
        Edge input = Objects.requireNonNull(node.input(index));
        Tensor place = place(input);
        Tensor target = place == null ? pass.inner().made(input.device().empty(input.dtype(), input.shape())) : place;
        written[index] = target;
        return target.array();
    }

    /** Where the first gradient of a leaf is written at once. */
    private @Nullable Tensor place(Edge input) {
        return input instanceof Leaf leaf
                        && pass.writesInPlace()
                        && leaf.grad() == null
                        && !leaf.hasHooks()
                        && !isTaken(leaf)
                ? leaf.place()
                : null;
    }

    /** Whether the same leaf, as another input of this node, is being written in its place. */
    private boolean isTaken(Leaf leaf) {
        for (Tensor target : written) {
            if (target != null && target == leaf.place()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void give(int index, Tensor gradient) {
        if (wanted(index)) {
            written[index] = gradient;
        }
    }

    /** @throws ArithmeticException if a gradient is NaN */
    void requireNumbers() {
        for (int i = 0; i < written.length; i++) {
            Tensor gradient = written[i];
            if (gradient != null && Anomaly.hasNaN(gradient)) {
                throw Anomaly.found(node, i);
            }
        }
    }

    /** Adds the gradients up, first those that lie in their place already. */
    void complete() {
        for (int i = 0; i < written.length; i++) {
            if (node.input(i) instanceof Leaf leaf) {
                if (written[i] == null) {
                    pass.useDone(leaf);
                } else if (written[i] == leaf.place()) {
                    leaf.grad(Objects.requireNonNull(written[i]));
                    written[i] = null;
                    pass.useDone(leaf);
                }
            }
        }
        for (int i = 0; i < written.length; i++) {
            Tensor gradient = written[i];
            if (gradient != null) {
                pass.add(node.input(i), gradient);
            }
        }
    }
}
