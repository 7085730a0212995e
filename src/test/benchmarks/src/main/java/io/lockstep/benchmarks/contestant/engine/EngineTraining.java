package io.lockstep.benchmarks.contestant.engine;

import io.lockstep.benchmarks.contestant.Profilable;
import io.lockstep.benchmarks.contestant.Workload;
import io.lockstep.benchmarks.protocol.Ready;
import io.lockstep.benchmarks.task.Hyperparameters;
import io.lockstep.benchmarks.task.Task;
import io.lockstep.engine.backend.KernelListener;
import io.lockstep.engine.nn.RandomPosition;
import io.lockstep.engine.optim.FlatParameters;
import io.lockstep.engine.optim.Sgd;
import io.lockstep.engine.optim.SgdOptions;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Training steps as a worker does them, without other workers to exchange gradients with. */
public final class EngineTraining implements Workload, Profilable {
    private static final long SEED = 1;
    /** A worker's default. */
    private static final long BUCKET_BYTES = 4 << 20;

    private final Task task;
    private final EngineNetwork network;
    private final FlatParameters parameters;
    private final Sgd optimizer;
    private double lastLoss = Double.NaN;

    public EngineTraining(Task task) {
        this.task = task;
        network = new EngineNetwork(task.network());
        parameters = new FlatParameters(network.device(), network.module().namedParameters(), BUCKET_BYTES);
        network.module().replaceParameters(parameters.views());
        optimizer =
                new Sgd(parameters, new SgdOptions(Hyperparameters.MOMENTUM, 0, Hyperparameters.WEIGHT_DECAY, false));
    }

    @Override
    public Ready ready() {
        Ready ready = new Ready(network.evaluate(), 0);
        network.module().train();
        return ready;
    }

    @Override
    public void step() {
        try (Device.Scope step = network.device().step()) {
            parameters.beginStep(bucket -> {});
            network.module().randomAt(new RandomPosition(SEED, optimizer.steps(), 0));
            Tensor loss = network.loss(network.nextBatch(), task.precision());
            lastLoss = loss.item();
            loss.backward();
            parameters.endBackward();
            optimizer.step(Hyperparameters.LEARNING_RATE);
        }
    }

    @Override
    public double loss() {
        return lastLoss;
    }

    @Override
    public void listen(@Nullable KernelListener listener) {
        network.device().backend().listen(listener);
    }

    @Override
    public void close() {
        network.close();
    }
}
