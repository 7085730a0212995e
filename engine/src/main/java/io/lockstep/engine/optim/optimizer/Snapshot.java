package io.lockstep.engine.optim.optimizer;

import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.format.HostArray;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A copy of some tensors in memory of its own, which lives as long as their devices. */
final class Snapshot {
    private final List<Tensor> tensors = new ArrayList<>();
    private final List<Tensor> copies = new ArrayList<>();

    Snapshot(Iterable<Tensor> tensors) {
        for (Tensor tensor : tensors) {
            Device device = tensor.device();
            this.tensors.add(tensor);
            try (Device.Scope ignored = device.persistent()) {
                copies.add(device.empty(tensor.dtype(), tensor.shape()));
            }
        }
        take();
    }

    List<Tensor> tensors() {
        return tensors;
    }

    List<Tensor> copies() {
        return copies;
    }

    /** Copies the tensors as they are now. */
    void take() {
        for (int i = 0; i < tensors.size(); i++) {
            copy(tensors.get(i), copies.get(i));
        }
    }

    /** Gives the tensors the values of the copies. */
    void restore() {
        for (int i = 0; i < tensors.size(); i++) {
            copy(copies.get(i), tensors.get(i));
        }
    }

    private static void copy(Tensor from, Tensor to) {
        to.device().backend().copy(from.array(), to.array());
        to.storage().changed();
    }

    void save(Map<String, HostArray> state) {
        for (int i = 0; i < copies.size(); i++) {
            NdArray array = copies.get(i).array();
            ByteBuffer elements = array.contiguousBlock().read();
            ByteBuffer data = ByteBuffer.allocate(elements.remaining());
            data.put(elements).flip();
            state.put("tensors." + i, new HostArray(array.dtype(), array.shape(), data));
        }
    }

    /** @throws IllegalArgumentException if the saved tensors are not like these; nothing is changed then */
    void load(Map<String, HostArray> state) {
        for (int i = 0; i < copies.size(); i++) {
            Tensor copy = copies.get(i);
            HostArray saved = state.get("tensors." + i);
            if (saved == null || saved.dtype() != copy.dtype() || !saved.shape().equals(copy.shape())) {
                throw new IllegalArgumentException("tensor " + i + " is " + copy.dtype() + copy.shape()
                        + ", but the saved state has " + saved + "; load the state of the same model");
            }
        }
        for (int i = 0; i < copies.size(); i++) {
            HostArray saved = state.get("tensors." + i);
            if (saved != null) {
                copies.get(i).overwrite(saved.data());
            }
        }
    }
}
