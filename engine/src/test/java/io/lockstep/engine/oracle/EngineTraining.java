package io.lockstep.engine.oracle;

import io.lockstep.engine.backend.Backends;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.format.HostArray;
import io.lockstep.engine.models.ModelSpec;
import io.lockstep.engine.models.Models;
import io.lockstep.engine.nn.Module;
import io.lockstep.engine.nn.StateDict;
import io.lockstep.engine.ops.CrossEntropy;
import io.lockstep.engine.optim.FlatParameters;
import io.lockstep.engine.optim.Sgd;
import io.lockstep.engine.optim.SgdOptions;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** A network of the catalogue on a backend, trained as a worker does. */
final class EngineTraining implements Training {
    private static final long SEED = 5;
    private static final long BUCKET_BYTES = 1 << 16;

    private final Device device;
    private final ModelSpec spec;
    private final Module module;
    private final FlatParameters parameters;
    private final Sgd optimizer;
    private final double lr;
    private final boolean mixed;

    /** @param mixed whether to compute in bfloat16 with float32 parameters */
    EngineTraining(String backend, TorchModel model, double lr, SgdOptions options, boolean mixed) {
        device = new Device(Backends.open("cpu", backend));
        spec = new ModelSpec(
                device, DType.FLOAT32, Batches.CHANNELS, model.height(), model.width(), Batches.CLASSES, SEED);
        module = Models.create(model.name().toLowerCase(Locale.ROOT), spec);
        if (model.deep()) {
            OneSided.start(module);
        }
        parameters = new FlatParameters(device, module.namedParameters(), BUCKET_BYTES);
        module.replaceParameters(parameters.views());
        optimizer = new Sgd(parameters, options);
        this.lr = lr;
        this.mixed = mixed;
    }

    /** A copy of the state as host arrays, for others to start from. */
    Map<String, HostArray> stateDict() {
        Map<String, HostArray> state = StateDict.of(module);
        // How many batches normalisation has seen is in no formula.
        state.values().removeIf(array -> !array.dtype().isFloating());
        return state;
    }

    @Override
    public Step step(Batch batch) {
        try (Device.Scope ignored = device.step()) {
            parameters.beginStep(bucket -> {});
            module.train().randomAt(batch.position());
            Tensor logits = logits(batch);
            Tensor labels = device.tensor(batch.labels(), batch.size());
            Tensor loss = CrossEntropy.apply(logits, labels, 0).sum().div(batch.size());
            loss.backward();
            parameters.endBackward();
            Step found = new Step(logits.toFloatArray(), loss.item(), gradients());
            optimizer.step(lr);
            return found;
        }
    }

    @Override
    public float[] evaluate(Batch batch) {
        try (Device.Scope step = device.step();
                Device.Scope noGrad = device.noGrad()) {
            module.eval();
            return logits(batch).toFloatArray();
        }
    }

    @Override
    public Map<String, float[]> state() {
        Map<String, float[]> state = new LinkedHashMap<>();
        module.namedParameters().forEach((name, tensor) -> state.put(name, tensor.toFloatArray()));
        module.namedBuffers().forEach((name, tensor) -> {
            if (tensor.isFloatingPoint()) {
                state.put(name, tensor.toFloatArray());
            }
        });
        return state;
    }

    @Override
    public void close() {
        device.close();
    }

    @SuppressWarnings("try") // the scope is opened for its end alone
    private Tensor logits(Batch batch) {
        if (!mixed) {
            return module.forward(images(batch));
        }
        try (Device.Scope autocast = device.autocast(DType.BFLOAT16)) {
            return module.forward(images(batch));
        }
    }

    private Tensor images(Batch batch) {
        return device.tensor(batch.images(), batch.size(), spec.channels(), spec.height(), spec.width());
    }

    private Map<String, float[]> gradients() {
        Map<String, float[]> gradients = new LinkedHashMap<>();
        module.namedParameters()
                .forEach((name, tensor) -> gradients.put(
                        name, Objects.requireNonNull(tensor.grad(), name).toFloatArray()));
        return gradients;
    }
}
