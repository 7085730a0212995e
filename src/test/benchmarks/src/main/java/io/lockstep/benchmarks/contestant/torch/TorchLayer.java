package io.lockstep.benchmarks.contestant.torch;

import org.bytedeco.pytorch.Tensor;

/** A function of a tensor, bound to its parameters. May overwrite its input. */
interface TorchLayer {
    Tensor forward(Tensor x);

    /** One after the other. */
    static TorchLayer sequence(TorchLayer... layers) {
        return x -> {
            Tensor y = x;
            for (TorchLayer layer : layers) {
                y = layer.forward(y);
            }
            return y;
        };
    }
}
