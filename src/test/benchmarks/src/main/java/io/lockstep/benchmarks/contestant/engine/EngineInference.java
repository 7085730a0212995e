package io.lockstep.benchmarks.contestant.engine;

import io.lockstep.benchmarks.contestant.Profilable;
import io.lockstep.benchmarks.contestant.Workload;
import io.lockstep.benchmarks.protocol.Ready;
import io.lockstep.benchmarks.task.Hyperparameters;
import io.lockstep.benchmarks.task.Task;
import io.lockstep.engine.backend.KernelListener;
import io.lockstep.engine.nn.RandomPosition;
import io.lockstep.engine.tensor.Device;
import org.jspecify.annotations.Nullable;

/** Forward passes as an evaluation does them. */
public final class EngineInference implements Workload, Profilable {
    private final EngineNetwork network;

    public EngineInference(Task task) {
        network = new EngineNetwork(task.network());
    }

    @Override
    public Ready ready() {
        gatherStatistics();
        return new Ready(network.evaluate(), 0);
    }

    @Override
    public void step() {
        try (Device.Scope step = network.device().step();
                Device.Scope noGrad = network.device().noGrad()) {
            // Whoever infers reads the logits; a backend may wait with its last kernels until then.
            network.module().forward(network.nextBatch().images()).contiguousBuffer();
        }
    }

    @Override
    public double loss() {
        return network.evaluate();
    }

    @Override
    public void listen(@Nullable KernelListener listener) {
        network.device().backend().listen(listener);
    }

    @Override
    public void close() {
        network.close();
    }

    private void gatherStatistics() {
        network.module().train();
        for (int i = 0; i < Hyperparameters.STATISTICS_BATCHES; i++) {
            network.module().randomAt(new RandomPosition(0, i, 0));
            step();
        }
    }
}
