package io.lockstep.engine.autograd;

import io.lockstep.engine.tensor.Edge;
import io.lockstep.engine.tensor.Node;
import io.lockstep.engine.tensor.Tensor;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The gradients that a pass is asked for, and the nodes that lead to them: no others are computed. */
final class Captures {
    private final Set<Edge> wanted = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Node> leading = Collections.newSetFromMap(new IdentityHashMap<>());
    private final IdentityHashMap<Edge, Tensor> gradients = new IdentityHashMap<>();

    Captures(List<Tensor> inputs) {
        for (Tensor input : inputs) {
            Edge edge = input.edge();
            if (edge == null) {
                throw new IllegalArgumentException("grad() was asked for the gradient of " + input.describe()
                        + ", which does not require grad; call requiresGrad_() before the computation");
            }
            wanted.add(edge);
        }
    }

    /** Finds the nodes that lead to a wanted gradient, among all nodes in descending order. */
    void follow(List<Node> descending) {
        for (int i = descending.size() - 1; i >= 0; i--) {
            Node node = descending.get(i);
            for (int input = 0; input < node.inputs(); input++) {
                Edge edge = node.input(input);
                if (edge != null && wants(edge)) {
                    leading.add(node);
                }
            }
        }
    }

    boolean has(Edge edge) {
        return wanted.contains(edge);
    }

    /** Whether a wanted gradient lies behind this node. */
    boolean leadsOn(Node node) {
        return leading.contains(node);
    }

    boolean wants(Edge edge) {
        return has(edge) || (edge instanceof Node node && leadsOn(node));
    }

    void add(Edge edge, Tensor gradient) {
        if (has(edge)) {
            Tensor known = gradients.get(edge);
            gradients.put(edge, known == null ? gradient : known.add(gradient));
        }
    }

    @Nullable
    Tensor gradient(Tensor input) {
        return gradients.get(input.edge());
    }
}
