package io.lockstep.benchmarks.contestant.torch;

import io.lockstep.benchmarks.contestant.Workload;
import io.lockstep.benchmarks.protocol.Ready;
import io.lockstep.benchmarks.task.Engine;
import io.lockstep.benchmarks.task.Hyperparameters;
import io.lockstep.benchmarks.task.Task;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InferenceMode;

/** Forward passes in eager mode, under libtorch's inference mode, which spares what only gradients need. */
public final class TorchInference implements Workload {
    private final TorchNetwork network;

    public TorchInference(Task task, Engine engine) {
        network = new TorchNetwork(task, engine);
    }

    @Override
    public Ready ready() {
        for (int i = 0; i < Hyperparameters.STATISTICS_BATCHES; i++) {
            forward(network.training());
        }
        return network.ready();
    }

    @Override
    public void step() {
        forward(network.evaluation());
    }

    @Override
    public double loss() {
        return network.evaluate();
    }

    @Override
    public void close() {
        // Its tensors end with the process.
    }

    private void forward(TorchLayer layers) {
        try (PointerScope pointers = new PointerScope();
                InferenceMode inference = new InferenceMode()) {
            layers.forward(network.nextBatch().images());
        }
    }
}
