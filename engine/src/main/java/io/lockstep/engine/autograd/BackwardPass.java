package io.lockstep.engine.autograd;

import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Edge;
import io.lockstep.engine.tensor.Leaf;
import io.lockstep.engine.tensor.Node;
import io.lockstep.engine.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One walk over the tape from results back to the leaves (reverse-mode automatic differentiation).
 *
 * <p>First the reachable nodes are collected and the uses of each leaf counted. Then the nodes are visited in
 * descending order of their numbers: every use of a node's result has a larger number, so its gradient is complete
 * when its turn comes. The gradient of an inner result is changed in place only if the pass made it for this result
 * alone, since an operation may pass one tensor on to several inputs, and its memory is given back as soon as it was
 * read. A gradient has the element type of its result. Gradients of leaves add up in their own place. A leaf whose uses are all done is complete, and its hook runs
 * while the walk goes on: so all-reduce overlaps with backward.
 *
 * <p>With {@code createGraph} the walk is recorded itself: rules and sums are operations like any other.
 */
final class BackwardPass {
    private final boolean retainGraph;
    private final boolean createGraph;
    private final @Nullable Captures captures;
    private final List<Node> nodes = new ArrayList<>();
    private final List<Leaf> leaves = new ArrayList<>();
    private final Set<Device> devices = Collections.newSetFromMap(new IdentityHashMap<>());
    private final InnerGradients inner = new InnerGradients();

    /** @param captures the gradients that are wanted, null for those of all leaves */
    BackwardPass(boolean retainGraph, boolean createGraph, @Nullable Captures captures) {
        this.retainGraph = retainGraph || createGraph;
        this.createGraph = createGraph;
        this.captures = captures;
    }

    boolean createsGraph() {
        return createGraph;
    }

    /** Whether the first gradient of a leaf is written where it belongs. */
    boolean writesInPlace() {
        return captures == null;
    }

    InnerGradients inner() {
        return inner;
    }

    /** @param gradients of the roots' shapes and element types */
    void run(List<Tensor> roots, List<Tensor> gradients) {
        boolean succeeded = false;
        try {
            roots.forEach(root -> reach(root.edge()));
            inScopes(devices.iterator(), () -> walk(roots, gradients));
            succeeded = true;
        } finally {
            for (Node node : nodes) {
                node.pass(null);
                node.gradient(null);
            }
            if (!succeeded) {
                leaves.forEach(Leaf::resetUses);
            }
        }
    }

    /** Runs {@code action} in the scopes of all devices that the graph lies on. */
    private void inScopes(Iterator<Device> rest, Runnable action) {
        if (!rest.hasNext()) {
            action.run();
            return;
        }
        Device device = rest.next();
        try (Device.Scope ignored = createGraph ? device.enableGrad() : device.noGrad();
                Device.Scope alsoIgnored = device.noAutocast()) {
            inScopes(rest, action);
        }
    }

    private void walk(List<Tensor> roots, List<Tensor> gradients) {
        nodes.sort(Comparator.comparingLong(Node::number).reversed());
        if (captures != null) {
            captures.follow(nodes);
        }
        for (int i = 0; i < roots.size(); i++) {
            add(roots.get(i).edge(), gradients.get(i));
        }
        for (Node node : nodes) {
            visit(node);
            if (!retainGraph) {
                node.free();
            }
        }
    }

    /** Collects the nodes that lead to the root and counts the uses of the leaves. */
    private void reach(@Nullable Edge root) {
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

    private void reachInput(@Nullable Edge edge, ArrayDeque<Node> found) {
        if (edge != null) {
            devices.add(edge.device());
        }
        if (edge instanceof Node node && node.pass() != this) {
            if (node.pass() != null) {
                throw new IllegalStateException("the result of " + node.name() + " is used inside a checkpoint but was"
                        + " computed outside; pass it to the checkpoint as an input");
            }
            node.pass(this);
            nodes.add(node);
            found.push(node);
        } else if (edge instanceof Leaf leaf && captures == null) {
            leaf.expectUse();
            leaves.add(leaf);
        }
    }

    private void visit(Node node) {
        Tensor complete = node.gradient();
        NodeGradients dx = new NodeGradients(this, node);
        if (complete != null) {
            Tensor dy = seen(node, complete);
            if (captures == null || captures.leadsOn(node)) {
                node.requireUnchanged();
                differentiate(node, dy, dx);
            }
            node.gradient(null);
        }
        dx.complete();
        if (complete != null) {
            inner.readerDone(complete);
        }
    }

    /** Lets the hooks, and who wants this very gradient, look at it. */
    private Tensor seen(Node node, Tensor complete) {
        boolean captured = captures != null && captures.has(node);
        if (!node.hasHooks() && !captured) {
            return complete;
        }
        inner.keep(complete);
        Tensor dy = node.hooked(complete);
        if (captures != null && captured) {
            captures.add(node, dy);
        }
        return dy;
    }

    private void differentiate(Node node, Tensor dy, NodeGradients dx) {
        if (createGraph) {
            node.operation().differentiableBackward(dy, dx);
        } else {
            node.operation().backward(dy, dx);
        }
        if (node.device().detectsAnomalies()) {
            dx.requireNumbers();
        }
    }

    /** Whether a gradient is to be computed for this input. */
    boolean wants(@Nullable Edge edge) {
        return edge != null && (captures == null || captures.wants(edge));
    }

    /** Adds a contribution to what is known of a tensor's gradient. */
    void add(@Nullable Edge edge, Tensor gradient) {
        if (edge instanceof Node node) {
            addToInner(node, gradient);
        } else if (edge instanceof Leaf leaf && captures != null) {
            inner.keep(gradient);
            captures.add(leaf, gradient);
        } else if (edge instanceof Leaf leaf) {
            addToLeaf(leaf, gradient);
            useDone(leaf);
        }
        inner.releaseIfUnread(gradient);
    }

    private void addToInner(Node node, Tensor gradient) {
        Tensor known = node.gradient();
        if (known == null) {
            node.gradient(gradient);
            inner.expectReader(gradient);
        } else if (createGraph) {
            node.gradient(known.add(gradient));
        } else if (mayChange(known)
                && known.array().storage() != gradient.array().storage()) {
            sum(known, gradient, known);
        } else {
            Tensor sum = inner.made(known.device().empty(known.dtype(), known.shape()));
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

    /** Hooks see the sum of a pass, so that where there are some it is collected apart. */
    private void addToLeaf(Leaf leaf, Tensor gradient) {
        if (!leaf.hasHooks()) {
            accumulate(leaf, gradient);
            return;
        }
        Tensor known = leaf.unhooked();
        leaf.unhooked(known == null ? gradient : known.add(gradient));
        inner.keep(gradient);
    }

    /** One use of the leaf is done; after the last one its gradient is complete. */
    void useDone(Leaf leaf) {
        if (captures != null) {
            return;
        }
        Tensor unhooked = leaf.unhooked();
        if (leaf.isLastUse() && unhooked != null) {
            leaf.unhooked(null);
            accumulate(leaf, leaf.hooked(unhooked));
        }
        leaf.useDone();
    }

    private void accumulate(Leaf leaf, Tensor gradient) {
        Tensor known = leaf.grad();
        Tensor place = leaf.place();
        if (createGraph) {
            if (place != null) {
                throw new IllegalStateException("the gradients of an optimizer's flat buffer cannot have gradients;"
                        + " use Autograd.grad with createGraph instead of backward");
            }
            leaf.grad(known == null ? gradient : known.add(gradient));
        } else if (known != null) {
            sum(known, gradient, known);
        } else if (place != null) {
            gradient.device().backend().copy(gradient.array(), place.array());
            leaf.grad(place);
        } else {
            // A tensor of its own: the given one may be shared with other gradients, and leaves add up in place.
            Tensor own = gradient.device().empty(gradient.dtype(), gradient.shape());
            gradient.device().backend().copy(gradient.array(), own.array());
            leaf.grad(own);
        }
    }

    private static void sum(Tensor a, Tensor b, Tensor result) {
        a.device().backend().binary(BinaryOp.ADD, a.array(), b.array(), result.array());
    }
}
