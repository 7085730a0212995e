package io.lockstep.benchmarks.contestant.torch;

import io.lockstep.benchmarks.task.Network;
import io.lockstep.engine.backend.Backends;
import io.lockstep.engine.models.Models;
import io.lockstep.engine.nn.Module;
import io.lockstep.engine.tensor.Device;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/** Parameters and running statistics in libtorch, by their names in PyTorch, with the engine's initial values. */
final class TorchState {
    private final Map<String, Tensor> parameters = new LinkedHashMap<>();
    private final Map<String, Tensor> buffers = new LinkedHashMap<>();

    /** @param format of the weights of convolutions */
    TorchState(Network network, MemoryFormat format) {
        // The plain Java backend: oneDNN's would bring a second OpenMP into the process.
        try (Device device = new Device(Backends.open("cpu", "reference"))) {
            Module module = Models.create(network.model(), network.spec(device));
            module.namedParameters()
                    .forEach((name, tensor) ->
                            parameters.put(name, copy(tensor, format).set_requires_grad(true)));
            module.namedBuffers().forEach((name, tensor) -> {
                // Nothing depends on the number of batches that normalisation has seen.
                if (tensor.dtype().isFloating()) {
                    buffers.put(name, copy(tensor, format));
                }
            });
        }
    }

    boolean contains(String name) {
        return parameters.containsKey(name) || buffers.containsKey(name);
    }

    Tensor tensor(String name) {
        Tensor tensor = parameters.containsKey(name) ? parameters.get(name) : buffers.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("the engine's network has no \"" + name + "\", only "
                    + parameters.keySet() + " and " + buffers.keySet() + "; make libtorch's network equal to it");
        }
        return tensor;
    }

    /** What the optimizer changes. */
    TensorVector parameters() {
        return new TensorVector(parameters.values().toArray(new Tensor[0]));
    }

    private static Tensor copy(io.lockstep.engine.tensor.Tensor tensor, MemoryFormat format) {
        FloatPointer values = new FloatPointer(tensor.contiguousBuffer().asFloatBuffer());
        Tensor copy = torch.from_blob(values, tensor.shape().toArray()).clone();
        return copy.dim() == 4 ? copy.contiguous(format) : copy;
    }
}
