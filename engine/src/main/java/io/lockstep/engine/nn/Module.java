package io.lockstep.engine.nn;

import io.lockstep.engine.tensor.Leaf;
import io.lockstep.engine.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A part of a network: a function of a tensor with parameters, buffers and child modules, named as in PyTorch
 * ({@code features.0.weight}). Starts in training mode.
 */
public abstract class Module {
    private final Map<String, Tensor> parameters = new LinkedHashMap<>();
    private final Map<String, Tensor> buffers = new LinkedHashMap<>();
    private final Map<String, Module> children = new LinkedHashMap<>();
    private boolean training = true;

    public abstract Tensor forward(Tensor x);

    /** Puts this module and its children in training mode. */
    public final Module train() {
        setTraining(true);
        return this;
    }

    /** Puts this module and its children in evaluation mode: no dropout, running statistics. */
    public final Module eval() {
        setTraining(false);
        return this;
    }

    public final boolean isTraining() {
        return training;
    }

    /** What training changes, in the order of creation, and up to date. */
    public final Map<String, Tensor> namedParameters() {
        Map<String, Tensor> named = new LinkedHashMap<>();
        collectParameters("", named);
        return named;
    }

    /** State that is saved but not trained, such as running statistics. */
    public final Map<String, Tensor> namedBuffers() {
        Map<String, Tensor> named = new LinkedHashMap<>();
        collectBuffers("", named);
        return named;
    }

    /**
     * Puts other tensors of the same shapes in the places of the parameters, such as views of one flat tensor.
     *
     * @param replacements a tensor for each of {@link #namedParameters()}
     * @throws IllegalArgumentException if one is missing or has another shape or element type
     */
    public final void replaceParameters(Map<String, Tensor> replacements) {
        replaceParameters("", replacements);
    }

    /** Sets where the next forward pass takes its random numbers. */
    public void randomAt(RandomPosition position) {
        for (Module child : children.values()) {
            child.randomAt(position);
        }
    }

    /** Adds a parameter, which from now on collects its gradient. */
    protected final void addParameter(String name, Tensor parameter) {
        parameters.put(name, parameter.requiresGrad_());
    }

    protected final void addBuffer(String name, Tensor buffer) {
        buffers.put(name, buffer);
    }

    /** Adds a child and returns it. */
    protected final <M extends Module> M addChild(String name, M child) {
        children.put(name, child);
        return child;
    }

    /**
     * The tensor that is the parameter now, up to date; fields would keep the one that was replaced, and would not know of
     * an update that waits for the parameter to be read.
     */
    protected final Tensor parameter(String name) {
        Tensor parameter = parameters.get(name);
        if (parameter == null) {
            throw new IllegalArgumentException("no parameter \"" + name + "\"; there are " + parameters.keySet());
        }
        return upToDate(parameter);
    }

    private static Tensor upToDate(Tensor parameter) {
        Leaf leaf = parameter.leaf();
        if (leaf != null) {
            leaf.reading();
        }
        return parameter;
    }

    private void setTraining(boolean training) {
        this.training = training;
        for (Module child : children.values()) {
            child.setTraining(training);
        }
    }

    private void collectParameters(String prefix, Map<String, Tensor> named) {
        parameters.forEach((name, tensor) -> named.put(prefix + name, upToDate(tensor)));
        children.forEach((name, child) -> child.collectParameters(prefix + name + ".", named));
    }

    private void collectBuffers(String prefix, Map<String, Tensor> named) {
        buffers.forEach((name, tensor) -> named.put(prefix + name, tensor));
        children.forEach((name, child) -> child.collectBuffers(prefix + name + ".", named));
    }

    private void replaceParameters(String prefix, Map<String, Tensor> replacements) {
        parameters.replaceAll((name, old) -> {
            Tensor replacement = replacements.get(prefix + name);
            if (replacement == null || !replacement.shape().equals(old.shape()) || replacement.dtype() != old.dtype()) {
                throw new IllegalArgumentException("parameter \"" + prefix + name + "\" needs a replacement "
                        + old.dtype() + old.shape() + " but got " + replacement);
            }
            return replacement;
        });
        children.forEach((name, child) -> child.replaceParameters(prefix + name + ".", replacements));
    }
}
