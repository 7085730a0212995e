package io.lockstep.engine.nn;

import io.lockstep.engine.tensor.Tensor;
import java.util.Map;

/**
 * Floating-point operations of a layer's forward pass. A multiplication and the addition after it count as two, so a layer of
 * weights counts 2 for each weight and each place where it is applied, and its bias nothing, being the first summand. Other
 * layers count one for each element of their result; those that only see their input in another shape, nothing.
 */
final class Flops {
    private Flops() {}

    /** Whether a module is counted, and listed, as a whole, with all that it is made of. */
    static boolean isWhole(Module module) {
        boolean holder = module instanceof Sequential || module instanceof ModuleList || module instanceof ModuleDict;
        return (module.namedChildren().isEmpty() && !holder)
                || module instanceof MultiheadAttention
                || module instanceof Recurrent;
    }

    static long of(Module module, Tensor x, Tensor y) {
        if (module instanceof Linear || module instanceof Conv1d || module instanceof Conv2d) {
            Tensor weight = module.parameter("weight");
            return 2 * weight.numel() * (y.numel() / Math.max(1, weight.size(0)));
        }
        if (module instanceof ConvTranspose2d) {
            Tensor weight = module.parameter("weight");
            return 2 * weight.numel() * (x.numel() / Math.max(1, weight.size(0)));
        }
        if (module instanceof Recurrent recurrent) {
            long steps = x.numel() / recurrent.options().inputSize();
            return 2 * weights(module) * steps;
        }
        if (module instanceof MultiheadAttention attention) {
            return ofAttention(attention, x);
        }
        return x.storage() == y.storage() ? 0 : y.numel();
    }

    /** The projections, and for each sequence [L, E] and its own keys the products [L, E] [E, L] and [L, L] [L, E]. */
    private static long ofAttention(MultiheadAttention attention, Tensor x) {
        long features = x.size(-1);
        long places = x.numel() / Math.max(1, features);
        long length = x.dim() == 3 && attention.isBatchFirst() ? x.size(1) : x.size(0);
        return 2 * weights(attention) * places + 4 * places * length * features;
    }

    /** All parameters but the biases. */
    private static long weights(Module module) {
        long weights = 0;
        for (Map.Entry<String, Tensor> parameter : module.namedParameters().entrySet()) {
            weights +=
                    parameter.getKey().contains("weight") ? parameter.getValue().numel() : 0;
        }
        return weights;
    }
}
