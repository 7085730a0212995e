package io.lockstep.engine.nn;

import io.lockstep.engine.tensor.Tensor;
import java.util.List;

/** Modules one after the other, named 0, 1, ... */
public final class Sequential extends Module {
    private final List<Module> modules;

    public Sequential(Module... modules) {
        this.modules = List.of(modules);
        for (int i = 0; i < modules.length; i++) {
            addChild(Integer.toString(i), modules[i]);
        }
    }

    @Override
    public Tensor forward(Tensor x) {
        Tensor y = x;
        for (Module module : modules) {
            y = module.forward(y);
        }
        return y;
    }
}
