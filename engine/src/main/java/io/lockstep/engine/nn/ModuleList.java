package io.lockstep.engine.nn;

import io.lockstep.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** A list of modules that belong to the one that holds it, named 0, 1, ...; what runs when is the holder's business. */
public final class ModuleList extends Module implements Iterable<Module> {
    private final List<Module> modules = new ArrayList<>();

    public ModuleList(Module... modules) {
        for (Module module : modules) {
            append(module);
        }
    }

    public ModuleList append(Module module) {
        addModule(Integer.toString(modules.size()), module);
        modules.add(module);
        return this;
    }

    public Module get(int index) {
        return modules.get(index);
    }

    public int size() {
        return modules.size();
    }

    @Override
    public Iterator<Module> iterator() {
        return List.copyOf(modules).iterator();
    }

    /** @throws IllegalStateException always, as in PyTorch */
    @Override
    public Tensor forward(Tensor x) {
        throw new IllegalStateException(
                "a ModuleList only holds modules; call forward() of its members, or use Sequential");
    }
}
