package io.lockstep.engine.training;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.nn.Module;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a model runs, and how precisely. */
final class Placement {
    private static final Device.Scope NOTHING = () -> {};

    private Placement() {}

    /**
     * The device of the model.
     *
     * @throws IllegalArgumentException if it has no parameters and no buffers, or they live on several
     */
    static Device of(Module model) {
        List<Tensor> tensors = new ArrayList<>(model.parameters());
        tensors.addAll(model.namedBuffers().values());
        if (tensors.isEmpty()) {
            throw new IllegalArgumentException("a model without parameters has no device; there is nothing to train");
        }
        Device device = tensors.get(0).device();
        for (Tensor tensor : tensors) {
            if (tensor.device() != device) {
                throw new IllegalArgumentException(
                        "the model lives on several devices; move it to one with to(device)");
            }
        }
        return device;
    }

    static Device.Scope autocast(Device device, @Nullable DType dtype) {
        return dtype == null ? NOTHING : device.autocast(dtype);
    }
}
