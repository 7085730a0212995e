package io.lockstep.engine.nn;

import io.lockstep.engine.tensor.Tensor;
import java.util.Map;

/** Modules one after the other, named 0, 1, ... or as they are given. */
public final class Sequential extends Module {
    public Sequential(Module... modules) {
        for (int i = 0; i < modules.length; i++) {
            addModule(Integer.toString(i), modules[i]);
        }
    }

    /** In the order of the map's entries, so that a {@link java.util.LinkedHashMap} is meant. */
    public Sequential(Map<String, ? extends Module> modules) {
        modules.forEach(this::addModule);
    }

    /** Adds a module behind the others. */
    public Sequential append(String name, Module module) {
        addModule(name, module);
        return this;
    }

    /** The module at a place, from 0 on. */
    public Module get(int index) {
        return namedChildren().values().stream()
                .skip(index)
                .findFirst()
                .orElseThrow(() -> new IndexOutOfBoundsException(
                        "this Sequential has " + namedChildren().size() + " modules, and none at " + index));
    }

    @Override
    public Tensor forward(Tensor x) {
        Tensor y = x;
        for (Module module : namedChildren().values()) {
            y = module.call(y);
        }
        return y;
    }
}
