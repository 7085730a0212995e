package io.lockstep.engine.nn;

import io.lockstep.engine.format.HostArray;
import io.lockstep.engine.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The state of a module as host arrays: its parameters, then its buffers, by PyTorch's names. */
public final class StateDict {
    private StateDict() {}

    /** A copy of the state. */
    public static Map<String, HostArray> of(Module module) {
        Map<String, HostArray> state = new LinkedHashMap<>();
        tensors(module).forEach((name, tensor) -> state.put(name, copy(tensor)));
        return state;
    }

    /**
     * Overwrites the state of a module.
     *
     * @throws IllegalArgumentException if names, shapes or element types are not exactly the module's; nothing is
     *     changed then
     */
    public static void load(Module module, Map<String, HostArray> state) {
        load(tensors(module), state);
    }

    private static void load(Map<String, Tensor> tensors, Map<String, HostArray> state) {
        List<String> faults = faults(tensors, state);
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException("the state does not fit the model: " + String.join("; ", faults)
                    + "; load it into the model that it was saved from");
        }
        tensors.forEach((name, tensor) -> {
            HostArray array = state.get(name);
            if (array != null) {
                tensor.overwrite(array.data());
                tensor.storage().changed();
            }
        });
    }

    /**
     * Overwrites the part of the state that fits.
     *
     * @throws IllegalArgumentException if a shape or element type differs; nothing is changed then
     */
    public static LoadReport loadMatching(Module module, Map<String, HostArray> state) {
        Map<String, Tensor> tensors = tensors(module);
        Map<String, HostArray> known = new LinkedHashMap<>(state);
        known.keySet().retainAll(tensors.keySet());
        List<String> missing = new ArrayList<>(tensors.keySet());
        missing.removeAll(known.keySet());
        List<String> unexpected = new ArrayList<>(state.keySet());
        unexpected.removeAll(tensors.keySet());
        tensors.keySet().retainAll(known.keySet());
        load(tensors, known);
        return new LoadReport(List.copyOf(missing), List.copyOf(unexpected));
    }

    private static Map<String, Tensor> tensors(Module module) {
        Map<String, Tensor> tensors = module.namedParameters();
        tensors.putAll(module.namedBuffers());
        return tensors;
    }

    /** Backends run on little-endian machines only, so the bytes are those of a file. */
    private static HostArray copy(Tensor tensor) {
        ByteBuffer elements = tensor.contents();
        ByteBuffer data = ByteBuffer.allocate(elements.remaining());
        data.put(elements).flip();
        return new HostArray(tensor.dtype(), tensor.shape(), data);
    }

    private static List<String> faults(Map<String, Tensor> tensors, Map<String, HostArray> state) {
        List<String> missing = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        tensors.forEach((name, tensor) -> {
            HostArray array = state.get(name);
            if (array == null) {
                missing.add(name);
            } else if (array.dtype() != tensor.dtype() || !array.shape().equals(tensor.shape())) {
                wrong.add(name + " is " + array + " but should be " + tensor.dtype() + tensor.shape());
            }
        });
        List<String> unexpected = new ArrayList<>(state.keySet());
        unexpected.removeAll(tensors.keySet());
        List<String> faults = new ArrayList<>();
        addFault(faults, "missing ", missing);
        addFault(faults, "unexpected ", unexpected);
        addFault(faults, "wrong: ", wrong);
        return faults;
    }

    private static void addFault(List<String> faults, String kind, List<String> names) {
        if (!names.isEmpty()) {
            faults.add(kind + String.join(", ", names));
        }
    }
}
