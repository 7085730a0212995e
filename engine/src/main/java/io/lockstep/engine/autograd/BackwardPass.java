package io.lockstep.engine.autograd;

import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Leaf;
import io.lockstep.engine.tensor.Node;
import io.lockstep.engine.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One walk over the tape from a result back to the leaves (reverse-mode automatic differentiation).
 *
 * <p>First the reachable nodes are collected and the uses of each leaf counted. Then the nodes are visited in
 * descending order of their numbers: every use of a node's result has a larger number, so its gradient is complete
 * when its turn comes. The gradient of an inner result is changed in place only if the pass made it for this result
 * alone, since an operation may pass one tensor on to several inputs, and its memory is given back as soon as it was
 * read. A gradient has the element type of its result. Gradients of leaves add up in their own place. A leaf whose uses are all done is complete, and its hook runs
 * while the walk goes on: so all-reduce overlaps with backward.
 */
public final class BackwardPass {
    private final Device device;
    private final List<Node> nodes = new ArrayList<>();
    private final List<Leaf> leaves = new ArrayList<>();
    private final InnerGradients inner = new InnerGradients();

    private BackwardPass(Device device) {
        this.device = device;
    }

    /**
     * Adds d root / d leaf times {@code gradient} to the gradient of each leaf, and frees the tape unless
     * {@code retainGraph}.
     *
     * @param gradient of the root's shape and element type
     * @throws IllegalStateException if the root does not require grad, or its graph was freed already
     */
    public static void run(Tensor root, Tensor gradient, boolean retainGraph) {
        if (!root.requiresGrad()) {
            throw new IllegalStateException(
                    "backward() needs a result that was computed from a tensor that requires grad,"
                            + " outside noGrad(); " + root + " was not");
        }
        if (!gradient.shape().equals(root.shape())) {
            throw new IllegalArgumentException(
                    "backward() of a result " + root.shape() + " got a gradient " + gradient.shape());
        }
        if (gradient.dtype() != root.dtype()) {
            throw new IllegalArgumentException("backward() of a " + root.dtype() + " result got a gradient in "
                    + gradient.dtype() + "; convert the gradient with to()");
        }
        try (Device.Scope ignored = root.device().noGrad();
                Device.Scope alsoIgnored = root.device().noAutocast()) {
            new BackwardPass(root.device()).walk(root, gradient, retainGraph);
        }
    }

    private void walk(Tensor root, Tensor gradient, boolean retainGraph) {
        try {
            reach(root);
            nodes.sort(Comparator.comparingLong(Node::number).reversed());
            add(root, gradient);
            for (Node node : nodes) {
                visit(node);
                if (!retainGraph) {
                    node.free();
                }
            }
        } finally {
            for (Node node : nodes) {
                node.reached(false);
                node.gradient(null);
            }
            leaves.forEach(Leaf::resetUses);
        }
    }

    /** Collects the nodes that lead to the root and counts the uses of the leaves. */
    private void reach(Tensor root) {
        ArrayDeque<Node> found = new ArrayDeque<>();
        reachInput(root, found);
        while (!found.isEmpty()) {
            Node node = found.pop();
            node.operation();
            for (int i = 0; i < node.inputs(); i++) {
                reachInput(node.input(i), found);
            }
        }
    }

    private void reachInput(Tensor tensor, ArrayDeque<Node> found) {
        Node node = tensor.node();
        Leaf leaf = tensor.leaf();
        if (node != null && !node.isReached()) {
            node.reached(true);
            nodes.add(node);
            found.push(node);
        } else if (node == null && leaf != null) {
            leaf.expectUse();
            leaves.add(leaf);
        }
    }

    private void visit(Node node) {
        Tensor dy = node.gradient();
        NodeGradients dx = new NodeGradients(node);
        if (dy != null) {
            node.operation().backward(dy, dx);
            node.gradient(null);
        }
        dx.complete();
        if (dy != null) {
            inner.readerDone(dy);
        }
    }

    /** Adds a contribution to what is known of a tensor's gradient. */
    private void add(Tensor tensor, Tensor gradient) {
        Node node = tensor.node();
        Leaf leaf = tensor.leaf();
        if (node != null) {
            addToInner(node, gradient);
        } else if (leaf != null) {
            addToLeaf(leaf, gradient);
            leaf.useDone();
        }
        inner.releaseIfUnread(gradient);
    }

    private void addToInner(Node node, Tensor gradient) {
        Tensor known = node.gradient();
        if (known == null) {
            node.gradient(gradient);
            inner.expectReader(gradient);
        } else if (mayChange(known)
                && known.array().storage() != gradient.array().storage()) {
            sum(known, gradient, known);
        } else {
            Tensor sum = inner.made(device.empty(known.dtype(), known.shape()));
            sum(known, gradient, sum);
            node.gradient(sum);
            inner.expectReader(sum);
            inner.readerDone(known);
        }
    }

    /** Not if another node reads it too, nor if it is a view that may repeat elements. */
    private boolean mayChange(Tensor gradient) {
        return inner.hasOneReader(gradient) && gradient.array().isContiguous();
    }

    private void addToLeaf(Leaf leaf, Tensor gradient) {
        Tensor known = leaf.grad();
        Tensor place = leaf.place();
        if (known != null) {
            sum(known, gradient, known);
        } else if (place != null) {
            device.backend().copy(gradient.array(), place.array());
            leaf.grad(place);
        } else {
            // A tensor of its own: the given one may be shared with other gradients, and leaves add up in place.
            Tensor own = device.empty(gradient.dtype(), gradient.shape());
            device.backend().copy(gradient.array(), own.array());
            leaf.grad(own);
        }
    }

    private void sum(Tensor a, Tensor b, Tensor result) {
        device.backend().binary(BinaryOp.ADD, a.array(), b.array(), result.array());
    }

    /** Takes the gradients of one node's inputs. */
    private final class NodeGradients implements Gradients {
        private final Node node;
        private final @Nullable Tensor[] written;

        NodeGradients(Node node) {
            this.node = node;
            written = new Tensor[node.inputs()];
        }

        @Override
        public int size() {
            return node.inputs();
        }

        @Override
        public boolean wanted(int index) {
            return node.input(index).requiresGrad();
        }

        @Override
        public NdArray into(int index) {
            Tensor input = node.input(index);
            Leaf leaf = input.leaf();
            Tensor place = leaf == null || leaf.grad() != null || isTaken(leaf) ? null : leaf.place();
            Tensor target = place == null ? inner.made(device.empty(input.dtype(), input.shape())) : place;
            written[index] = target;
            return target.array();
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

        /** Adds the gradients up, first those that lie in their place already. */
        void complete() {
            for (int i = 0; i < written.length; i++) {
                Leaf leaf = node.input(i).leaf();
                if (leaf != null && written[i] == null) {
                    leaf.useDone();
                } else if (leaf != null && written[i] == leaf.place()) {
                    leaf.grad(Objects.requireNonNull(written[i]));
                    written[i] = null;
                    leaf.useDone();
                }
            }
            for (int i = 0; i < written.length; i++) {
                Tensor gradient = written[i];
                if (gradient != null) {
                    add(node.input(i), gradient);
                }
            }
        }
    }
}
