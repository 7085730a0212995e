package io.lockstep.engine.training;

import io.lockstep.engine.optim.optimizer.ClipGrad;
import io.lockstep.engine.optim.optimizer.Optimizer;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Leaf;
import io.lockstep.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** The parameters of an optimizer, and what is done to their gradients. */
final class TrainedParameters {
    private final Optimizer optimizer;
    private final TrainingOptions options;

    TrainedParameters(Optimizer optimizer, TrainingOptions options) {
        this.optimizer = optimizer;
        this.options = options;
    }

    /** Learning rate of the first group. */
    double lr() {
        return optimizer.paramGroups().get(0).lr();
    }

    /**
     * Lets the gradients outlast the device's step in which they are made, as those that add up over several must. Parameters
     * that were frozen before get their places when they are not any more.
     */
    @SuppressWarnings("try") // the scope is opened for its end alone
    void giveGradientsPlaces() {
        for (Tensor parameter : all()) {
            Leaf leaf = parameter.leaf();
            if (leaf != null && leaf.place() == null) {
                Device device = parameter.device();
                try (Device.Scope lasting = device.persistent()) {
                    leaf.bind(device.empty(parameter.dtype(), parameter.shape()));
                }
            }
        }
    }

    void clipGradients() {
        if (options.clipValue < Double.POSITIVE_INFINITY) {
            ClipGrad.clipGradValue_(all(), options.clipValue);
        }
        if (options.maxNorm < Double.POSITIVE_INFINITY) {
            ClipGrad.clipGradNorm_(all(), options.maxNorm);
        }
    }

    private List<Tensor> all() {
        List<Tensor> parameters = new ArrayList<>();
        optimizer.paramGroups().forEach(group -> parameters.addAll(group.parameters()));
        return parameters;
    }
}
