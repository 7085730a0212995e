package io.lockstep.benchmarks.contestant.torch;

import io.lockstep.benchmarks.contestant.RandomBatches;
import io.lockstep.benchmarks.protocol.Ready;
import io.lockstep.benchmarks.task.Engine;
import io.lockstep.benchmarks.task.Network;
import io.lockstep.benchmarks.task.Precision;
import io.lockstep.benchmarks.task.Task;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/** A network in libtorch, with the batches it is fed. */
final class TorchNetwork {
    private final Task task;
    private final TorchState state;
    private final TorchLayer training;
    private final TorchLayer evaluation;
    private final List<TorchBatch> batches = new ArrayList<>();
    private int next;

    TorchNetwork(Task task, Engine engine) {
        OfficialLibtorch.load();
        torch.set_num_threads(task.threads());
        torch.manual_seed(1);
        this.task = task;
        MemoryFormat format =
                engine == Engine.LIBTORCH_CHANNELS_LAST ? MemoryFormat.ChannelsLast : MemoryFormat.Contiguous;
        state = new TorchState(task.network(), format);
        training = layers(true, task.precision(), ProductListener.NONE);
        evaluation = layers(false, Precision.FLOAT32, ProductListener.NONE);
        RandomBatches random = new RandomBatches(task.network());
        for (int i = 0; i < RandomBatches.COUNT; i++) {
            batches.add(batch(task.network(), random, i, format));
        }
    }

    /** What the optimizer changes. */
    TensorVector parameters() {
        return state.parameters();
    }

    TorchLayer training() {
        return training;
    }

    TorchLayer evaluation() {
        return evaluation;
    }

    TorchBatch nextBatch() {
        TorchBatch batch = batches.get(next);
        next = (next + 1) % batches.size();
        return batch;
    }

    /** Loss of the first batch in evaluation mode. */
    double evaluate() {
        return evaluate(evaluation);
    }

    /** The same, and the operations of a step. */
    Ready ready() {
        MultiplyAdds count = new MultiplyAdds();
        double loss = evaluate(layers(false, Precision.FLOAT32, (y, depth) -> count.add(y.numel(), depth)));
        return new Ready(loss, count.flops(task.mode()));
    }

    private double evaluate(TorchLayer network) {
        try (PointerScope pointers = new PointerScope();
                InferenceMode inference = new InferenceMode()) {
            TorchBatch batch = batches.get(0);
            return torch.cross_entropy_loss(network.forward(batch.images()), batch.labels())
                    .item_float();
        }
    }

    private TorchLayer layers(boolean forTraining, Precision precision, ProductListener products) {
        return TorchNetworks.of(task.network(), new TorchLayers(state, forTraining, precision, products));
    }

    private static TorchBatch batch(Network network, RandomBatches random, int index, MemoryFormat format) {
        Tensor images = torch.empty(network.images());
        FloatBuffer elements = images.createBuffer();
        random.images(index, elements);
        return new TorchBatch(images.contiguous(format), Tensor.create(random.labels(index)));
    }
}
