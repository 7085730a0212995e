package io.lockstep.engine.nn;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.format.HostArray;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Leaf;
import io.lockstep.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A part of a network: a function of a tensor with parameters, buffers and child modules, named as in PyTorch
 * ({@code features.0.weight}). Starts in training mode.
 */
public abstract class Module {
    private final Map<String, Tensor> parameters = new LinkedHashMap<>();
    private final Map<String, Tensor> buffers = new LinkedHashMap<>();
    private final Map<String, Module> children = new LinkedHashMap<>();
    private final List<RegisteredHook> forwardHooks = new ArrayList<>();
    private boolean training = true;

    /** What the module computes; {@link #call} lets its hooks see it as well. */
    public abstract Tensor forward(Tensor x);

    /** {@link #forward}, and then the hooks: what holds modules calls them so. */
    public final Tensor call(Tensor x) {
        return hooked(x, forward(x));
    }

    /** What the hooks make of {@code y}, for modules whose forward pass takes more than {@code x}. */
    protected final Tensor hooked(Tensor x, Tensor y) {
        Tensor result = y;
        for (int i = 0; i < forwardHooks.size(); i++) {
            Tensor other = forwardHooks.get(i).hook.after(this, x, result);
            result = other == null ? result : other;
        }
        return result;
    }

    /**
     * Lets {@code hook} see each input and result of {@link #call}, in the order of registration, until the scope is closed.
     */
    public final Device.Scope registerForwardHook(ForwardHook hook) {
        RegisteredHook registered = new RegisteredHook(hook);
        forwardHooks.add(registered);
        return () -> forwardHooks.remove(registered);
    }

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

    /** The modules this one is made of, by their names in it. */
    public final Map<String, Module> namedChildren() {
        return Collections.unmodifiableMap(children);
    }

    /** This module, named "", and all modules below it by their full names, each before those it is made of. */
    public final Map<String, Module> namedModules() {
        Map<String, Module> named = new LinkedHashMap<>();
        collectModules("", named);
        return named;
    }

    /** What training changes, in the order of {@link #namedParameters()}. */
    public final List<Tensor> parameters() {
        return new ArrayList<>(namedParameters().values());
    }

    /** Calls {@code action} with each module below this one, children first, and then with this one. */
    public final Module apply(Consumer<Module> action) {
        children.values().forEach(child -> child.apply(action));
        action.accept(this);
        return this;
    }

    /** Lets the parameters collect no gradient from now on, so that no optimizer changes them. */
    public final Module freeze() {
        return requiresGrad_(false);
    }

    /** Sets whether the parameters collect their gradients. */
    public final Module requiresGrad_(boolean requires) {
        namedParameters().values().forEach(parameter -> parameter.requiresGrad_(requires));
        return this;
    }

    /** Forgets the gradients of all parameters. */
    public final void zeroGrad() {
        namedParameters().values().forEach(Tensor::zeroGrad);
    }

    /** Moves parameters and buffers to another device; gradients are forgotten. */
    public final Module to(Device device) {
        return convert(tensor -> tensor.to(device));
    }

    /** Converts floating parameters and buffers to another element type; gradients are forgotten. */
    public final Module to(DType dtype) {
        return convert(tensor -> tensor.dtype().isFloating() ? tensor.to(dtype) : tensor);
    }

    /** The state by PyTorch's names: copies of the parameters and the buffers. */
    public final Map<String, HostArray> stateDict() {
        return StateDict.of(this);
    }

    /**
     * Overwrites the state.
     *
     * @throws IllegalArgumentException if names, shapes or element types are not exactly this module's; nothing is changed
     *     then
     */
    public final void loadStateDict(Map<String, HostArray> state) {
        StateDict.load(this, state);
    }

    /**
     * Overwrites the state, or with {@code strict} false the part of it that {@code state} has.
     *
     * @return what is missing in {@code state}, and what of it has no place here; with {@code strict} neither can be
     * @throws IllegalArgumentException if a shape or element type differs, or with {@code strict} a name; nothing is changed
     *     then
     */
    public final LoadReport loadStateDict(Map<String, HostArray> state, boolean strict) {
        if (strict) {
            loadStateDict(state);
        }
        return StateDict.loadMatching(this, state);
    }

    /** Sets where the next forward pass takes its random numbers. */
    public void randomAt(RandomPosition position) {
        for (Module child : children.values()) {
            child.randomAt(position);
        }
    }

    /** Adds a parameter, which from now on collects its gradient. */
    public final void registerParameter(String name, Tensor parameter) {
        parameters.put(name, parameter.requiresGrad_());
    }

    /** Adds state that is saved but not trained. */
    public final void registerBuffer(String name, Tensor buffer) {
        buffers.put(name, buffer);
    }

    /** The buffer that is in this place now. */
    protected final Tensor buffer(String name) {
        Tensor buffer = buffers.get(name);
        if (buffer == null) {
            throw new IllegalArgumentException("no buffer \"" + name + "\"; there are " + buffers.keySet());
        }
        return buffer;
    }

    /**
     * Adds a child and returns it.
     *
     * @throws IllegalArgumentException if the name is empty or has a dot, which separates names in {@link #namedModules()}
     */
    public final <M extends Module> M addModule(String name, M child) {
        if (name.isEmpty() || name.contains(".")) {
            throw new IllegalArgumentException("a child's name has no dot and is not empty, but \"" + name
                    + "\" was given; dots separate the names of modules in their parameters' names");
        }
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

    private Module convert(UnaryOperator<Tensor> conversion) {
        parameters.replaceAll((name, old) -> {
            try (Device.Scope ignored = old.device().noGrad()) {
                Tensor converted = conversion.apply(upToDate(old).detach());
                return old.requiresGrad() ? converted.requiresGrad_() : converted;
            }
        });
        buffers.replaceAll((name, old) -> conversion.apply(old));
        children.values().forEach(child -> child.convert(conversion));
        return this;
    }

    private void collectModules(String prefix, Map<String, Module> named) {
        named.put(prefix, this);
        children.forEach((name, child) -> child.collectModules(prefix.isEmpty() ? name : prefix + "." + name, named));
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
                        + old.dtype() + old.shape() + " but got "
                        + (replacement == null ? "none" : replacement.describe()));
            }
            return replacement;
        });
        children.forEach((name, child) -> child.replaceParameters(prefix + name + ".", replacements));
    }

    /** One registration, unequal to others of the same hook. */
    private static final class RegisteredHook {
        private final ForwardHook hook;

        RegisteredHook(ForwardHook hook) {
            this.hook = hook;
        }
    }
}
