package io.lockstep.worker.training;

import io.lockstep.comms.Communicator;
import io.lockstep.comms.ElementType;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.data.ChannelStatistics;
import io.lockstep.engine.data.ImageDataset;
import io.lockstep.engine.format.HostArray;
import io.lockstep.engine.models.ModelSpec;
import io.lockstep.engine.models.Models;
import io.lockstep.engine.nn.Module;
import io.lockstep.engine.nn.StateDict;
import io.lockstep.engine.optim.FlatParameters;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import io.lockstep.worker.LockstepException;
import io.lockstep.worker.config.TrainConfig;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;

/** One worker's copy of the network, its parameters and gradients lying flat. Belongs to the thread that trains. */
final class Replica {
    private final Device device;
    private final DType dtype;
    private final Module module;
    private final FlatParameters parameters;
    private final ChannelStatistics statistics;
    private final DType precision;

    private Replica(
            Device device, TrainConfig config, Module module, FlatParameters parameters, ChannelStatistics statistics) {
        this.device = device;
        this.dtype = config.dtype();
        this.precision = config.precision();
        this.module = module;
        this.parameters = parameters;
        this.statistics = statistics;
    }

    /** A freshly initialised network for the images of {@code dataset}; the seed alone decides its parameters. */
    static Replica create(Device device, TrainConfig config, ImageDataset dataset) {
        ModelSpec spec = new ModelSpec(
                device,
                config.dtype(),
                dataset.channels(),
                dataset.height(),
                dataset.width(),
                dataset.classes(),
                config.seed());
        Module module = createModule(config, spec);
        long bucketBytes = (long) config.bucketMb() << 20;
        FlatParameters parameters = new FlatParameters(device, module.namedParameters(), bucketBytes);
        module.replaceParameters(parameters.views());
        double[] mean = new double[dataset.channels()];
        double[] std = new double[dataset.channels()];
        Arrays.fill(mean, config.mean());
        Arrays.fill(std, config.std());
        return new Replica(device, config, module, parameters, new ChannelStatistics(mean, std));
    }

    private static Module createModule(TrainConfig config, ModelSpec spec) {
        try {
            return Models.create(config.model(), spec);
        } catch (IllegalArgumentException e) {
            throw new LockstepException(String.valueOf(e.getMessage()), e);
        }
    }

    Device device() {
        return device;
    }

    Module module() {
        return module;
    }

    /** Logits of the images, computed in the precision that the configuration asks for. */
    @SuppressWarnings("try") // the scope is opened for its end alone
    Tensor logits(Tensor images) {
        if (!precision.isHalf()) {
            return module.forward(images);
        }
        try (Device.Scope autocast = device.autocast(precision)) {
            return module.forward(images);
        }
    }

    FlatParameters parameters() {
        return parameters;
    }

    /** How many numbers are trained. */
    long parameterCount() {
        long count = 0;
        for (Tensor parameter : module.namedParameters().values()) {
            count += parameter.numel();
        }
        return count;
    }

    ElementType elementType() {
        return dtype == DType.FLOAT64 ? ElementType.FLOAT64 : ElementType.FLOAT32;
    }

    InputTensors inputOf(ImageDataset dataset) {
        return new InputTensors(device, dtype, dataset, statistics);
    }

    /** A copy of the parameters and buffers, for a checkpoint. */
    Map<String, HostArray> state() {
        return StateDict.of(module);
    }

    /**
     * Takes parameters and buffers from a checkpoint.
     *
     * @throws LockstepException if names or shapes are not those of the model
     */
    void load(Map<String, HostArray> state, String checkpoint) {
        try {
            StateDict.load(module, state);
        } catch (IllegalArgumentException e) {
            throw new LockstepException(
                    "the checkpoint " + checkpoint + " does not fit the model of this run: " + e.getMessage()
                            + "; give the --model and data it was made with",
                    e);
        }
    }

    /** Gives all ranks the parameters and buffers of rank 0. */
    void broadcast(Communicator communicator) {
        if (communicator.worldSize() == 1) {
            return;
        }
        broadcast(communicator, "parameters", parameters.parameters());
        module.namedBuffers().forEach((name, buffer) -> broadcast(communicator, name, buffer));
    }

    private static void broadcast(Communicator communicator, String name, Tensor tensor) {
        ByteBuffer elements = tensor.contents();
        if (elements.isDirect()) { // an empty one is not
            communicator.broadcast(name, elements, 0).await();
            if (!tensor.device().isHost()) {
                tensor.overwrite(elements);
            }
        }
    }

    /** Hexadecimal hash of parameters and buffers. */
    String hash() {
        return ParameterHash.of(parameters.parameters(), module.namedBuffers().values());
    }
}
