package io.lockstep.benchmarks.contestant.torch;

import io.lockstep.benchmarks.contestant.Workload;
import io.lockstep.benchmarks.protocol.Ready;
import io.lockstep.benchmarks.task.Engine;
import io.lockstep.benchmarks.task.Hyperparameters;
import io.lockstep.benchmarks.task.Task;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Training steps in eager mode. */
public final class TorchTraining implements Workload {
    private final TorchNetwork network;
    private final SGD optimizer;
    private double lastLoss = Double.NaN;

    public TorchTraining(Task task, Engine engine) {
        network = new TorchNetwork(task, engine);
        try (SGDOptions options = new SGDOptions(Hyperparameters.LEARNING_RATE);
                TensorVector parameters = network.parameters()) {
            options.momentum().put(Hyperparameters.MOMENTUM);
            options.weight_decay().put(Hyperparameters.WEIGHT_DECAY);
            optimizer = new SGD(parameters, options);
        }
    }

    @Override
    public Ready ready() {
        return network.ready();
    }

    @Override
    public void step() {
        try (PointerScope pointers = new PointerScope()) {
            optimizer.zero_grad(true); // forgets gradients: the next ones are written, not added
            TorchBatch batch = network.nextBatch();
            Tensor logits = network.training().forward(batch.images()).to(torch.ScalarType.Float);
            Tensor loss = torch.cross_entropy_loss(logits, batch.labels());
            lastLoss = loss.item_float();
            loss.backward();
            optimizer.step();
        }
    }

    @Override
    public double loss() {
        return lastLoss;
    }

    @Override
    public void close() {
        optimizer.close();
    }
}
