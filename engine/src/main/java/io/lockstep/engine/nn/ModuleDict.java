package io.lockstep.engine.nn;

import io.lockstep.engine.tensor.Tensor;
import java.util.Map;

/** Modules by names of the user's choosing; what runs when is the holder's business. */
public final class ModuleDict extends Module {
    /** In the order of the map's entries. */
    public ModuleDict(Map<String, ? extends Module> modules) {
        modules.forEach(this::addModule);
    }

    /** @throws IllegalArgumentException if there is none of this name */
    public Module get(String name) {
        Module module = namedChildren().get(name);
        if (module == null) {
            throw new IllegalArgumentException(
                    "no module \"" + name + "\"; there are " + namedChildren().keySet());
        }
        return module;
    }

    /** @throws IllegalStateException always, as in PyTorch */
    @Override
    public Tensor forward(Tensor x) {
        throw new IllegalStateException("a ModuleDict only holds modules; call forward() of one of its members");
    }
}
