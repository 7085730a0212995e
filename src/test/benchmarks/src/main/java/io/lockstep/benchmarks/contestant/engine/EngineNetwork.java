package io.lockstep.benchmarks.contestant.engine;

import io.lockstep.benchmarks.contestant.RandomBatches;
import io.lockstep.benchmarks.task.Network;
import io.lockstep.benchmarks.task.Precision;
import io.lockstep.engine.backend.Backends;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.models.Models;
import io.lockstep.engine.nn.Module;
import io.lockstep.engine.ops.CrossEntropy;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** A network of the catalogue on the processor, with the batches it is fed. */
final class EngineNetwork implements AutoCloseable {
    private final Device device = new Device(Backends.open("cpu", null));
    private final Module module;
    private final List<EngineBatch> batches = new ArrayList<>();
    private int next;

    EngineNetwork(Network network) {
        module = Models.create(network.model(), network.spec(device));
        RandomBatches random = new RandomBatches(network);
        for (int i = 0; i < RandomBatches.COUNT; i++) {
            Tensor images = device.empty(DType.FLOAT32, Shape.of(network.images()));
            random.images(i, images.contiguousBuffer().asFloatBuffer());
            batches.add(new EngineBatch(images, device.tensor(random.labels(i), network.batch())));
        }
    }

    Device device() {
        return device;
    }

    Module module() {
        return module;
    }

    EngineBatch nextBatch() {
        EngineBatch batch = batches.get(next);
        next = (next + 1) % batches.size();
        return batch;
    }

    /** Mean cross entropy [] of the network's logits for a batch. */
    Tensor loss(EngineBatch batch, Precision precision) {
        Tensor logits = forward(batch, precision);
        return CrossEntropy.apply(logits, batch.labels(), 0).sum().div((double) logits.size(0));
    }

    private Tensor forward(EngineBatch batch, Precision precision) {
        if (precision == Precision.FLOAT32) {
            return module.forward(batch.images());
        }
        try (Device.Scope autocast = device.autocast(DType.BFLOAT16)) {
            return module.forward(batch.images());
        }
    }

    /** Loss of the first batch in evaluation mode, in float32. */
    double evaluate() {
        try (Device.Scope step = device.step();
                Device.Scope noGrad = device.noGrad()) {
            module.eval();
            return loss(batches.get(0), Precision.FLOAT32).item();
        }
    }

    @Override
    public void close() {
        device.close();
    }
}
