package io.lockstep.engine.autograd;

import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;
import java.util.List;
import java.util.function.Function;

/**
 * Saves memory for time (Chen et al. 2016): a part of the network keeps its inputs only, and the backward pass computes the
 * part again to have the rest.
 */
public final class Checkpoint {
    private Checkpoint() {}

    /**
     * {@code function} of the inputs, without keeping what lies between. The function must give the same result when it is
     * run again, and may use parameters that are leaves, but no other tensors that require grad besides its inputs. A leaf
     * that is also used elsewhere is complete only at the end of the whole pass.
     */
    public static Tensor apply(Function<Tensor[], Tensor> function, Tensor... inputs) {
        Device device = inputs[0].device();
        Tensor result;
        try (Device.Scope ignored = device.noGrad()) {
            result = function.apply(inputs);
        }
        if (!device.isRecording()) {
            return result;
        }
        // The parameters in the function are unknown here, so the result requires grad through a leaf of its own.
        Tensor always = device.empty(0).requiresGrad_();
        Tensor[] edges = new Tensor[inputs.length + 1];
        System.arraycopy(inputs, 0, edges, 0, inputs.length);
        edges[inputs.length] = always;
        return result.detach().computedBy(new Recompute(function, inputs.clone()), edges);
    }

    private record Recompute(Function<Tensor[], Tensor> function, Tensor[] inputs) implements Operation {
        @Override
        public String name() {
            return "checkpoint";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            Device device = dy.device();
            Tensor[] fresh = new Tensor[inputs.length];
            for (int i = 0; i < inputs.length; i++) {
                fresh[i] = dx.wanted(i) ? inputs[i].detach().requiresGrad_() : inputs[i].detach();
            }
            Tensor result;
            try (Device.Scope ignored = device.enableGrad()) {
                result = function.apply(fresh);
            }
            if (result.requiresGrad()) {
                new BackwardPass(false, false, null).run(List.of(result), List.of(dy));
            }
            for (int i = 0; i < inputs.length; i++) {
                Tensor gradient = fresh[i].grad();
                if (dx.wanted(i) && gradient != null) {
                    dx.give(i, gradient);
                }
            }
        }

        @Override
        public void differentiableBackward(Tensor dy, Gradients dx) {
            throw new IllegalStateException(
                    "a checkpoint has no gradient of its gradient; leave out the checkpoint, or createGraph");
        }
    }
}
