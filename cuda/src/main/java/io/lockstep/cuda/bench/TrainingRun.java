package io.lockstep.cuda.bench;

import io.lockstep.cuda.driver.Gpu;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.HostMirror;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.models.ModelSpec;
import io.lockstep.engine.models.Models;
import io.lockstep.engine.nn.Module;
import io.lockstep.engine.ops.CrossEntropy;
import io.lockstep.engine.optim.Bucket;
import io.lockstep.engine.optim.FlatParameters;
import io.lockstep.engine.optim.Sgd;
import io.lockstep.engine.optim.SgdOptions;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;

/**
 * A network that trains on made-up pictures as a worker does: bytes are uploaded to one of two places in turn, normalised, and
 * the gradients of each bucket can be handed on as the backward pass completes them.
 */
final class TrainingRun {
    private static final int CLASSES = 1000;
    private static final int BUCKET_BYTES = 25 << 20;
    private static final double LEARNING_RATE = 1e-3;
    private static final SgdOptions OPTIONS = new SgdOptions(0.9, 0, 1e-4, false);
    private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
    private static final float[] STD = {0.229f, 0.224f, 0.225f};

    private final Gpu gpu;
    private final Device device;
    private final Precision precision;
    private final Module module;
    private final FlatParameters parameters;
    private final Sgd optimizer;
    private final Shape images;
    private final Slot[] slots = new Slot[2];
    private final Tensor labels;
    private int next;

    /** @param device of {@code gpu}, closed by the caller */
    TrainingRun(Gpu gpu, Device device, String model, Precision precision, int batch, int imageSize) {
        this.gpu = gpu;
        this.device = device;
        this.precision = precision;
        device.allowTensorFloat32(precision.tensorFloat32());
        module = Models.create(model, new ModelSpec(device, DType.FLOAT32, 3, imageSize, imageSize, CLASSES, 1));
        parameters = new FlatParameters(device, module.namedParameters(), BUCKET_BYTES);
        module.replaceParameters(parameters.views());
        optimizer = new Sgd(parameters, OPTIONS);
        images = Shape.of(batch, 3, imageSize, imageSize);
        Random random = new Random(1);
        byte[] bytes = new byte[Math.toIntExact(images.numel())];
        for (int i = 0; i < slots.length; i++) {
            random.nextBytes(bytes);
            slots[i] = new Slot(device, batch, imageSize, bytes);
        }
        ByteBuffer classes = ByteBuffer.allocate(batch * Long.BYTES).order(ByteOrder.nativeOrder());
        for (int i = 0; i < batch; i++) {
            classes.putLong(random.nextInt(CLASSES));
        }
        labels = device.tensor(DType.INT64, classes.flip(), batch);
    }

    /** What is done at the borders of a step's phases. */
    interface Hooks {
        /** None of it. */
        Hooks NONE = new Hooks() {};

        /** Before the pictures are uploaded. */
        default void begun() {}

        default void uploaded() {}

        default void forwardDone() {}

        default void ready(Bucket bucket) {}

        default void backwardDone() {}

        default void updated() {}
    }

    List<Bucket> buckets() {
        return parameters.buckets();
    }

    Device device() {
        return device;
    }

    Gpu gpu() {
        return gpu;
    }

    /**
     * Trains on one batch.
     *
     * @param upload whether the pictures are brought to the GPU anew
     */
    @SuppressWarnings("try") // the step is opened for its end alone
    void step(boolean upload, Hooks hooks) {
        try (Device.Scope step = device.step()) {
            work(upload, hooks);
        }
    }

    /** As {@link #step}, and waits for the loss. */
    @SuppressWarnings("try") // the step is opened for its end alone
    double stepAndLoss() {
        try (Device.Scope step = device.step()) {
            return work(true, Hooks.NONE).item();
        }
    }

    private Tensor work(boolean upload, Hooks hooks) {
        parameters.beginStep(hooks::ready);
        Slot slot = slots[next];
        next = (next + 1) % slots.length;
        Tensor pictures = device.empty(DType.FLOAT32, images);
        hooks.begun();
        if (upload) {
            slot.mirror.upload();
        }
        hooks.uploaded();
        device.backend().normalizeImages(slot.bytes, MEAN, STD, pictures.array());
        slot.mirror.markRead();
        Tensor loss = CrossEntropy.apply(logits(pictures), labels, 0).mean();
        hooks.forwardDone();
        loss.backward();
        parameters.endBackward();
        hooks.backwardDone();
        optimizer.step(LEARNING_RATE);
        hooks.updated();
        return loss;
    }

    @SuppressWarnings("try") // the scope is opened for its end alone
    private Tensor logits(Tensor pictures) {
        if (!precision.dtype().isHalf()) {
            return module.call(pictures);
        }
        try (Device.Scope autocast = device.autocast(precision.dtype())) {
            return module.call(pictures);
        }
    }

    /** A place for the bytes of a batch [N, H, W, 3], on the GPU and in pinned memory. */
    private static final class Slot {
        final NdArray bytes;
        final HostMirror mirror;

        Slot(Device device, int batch, int imageSize, byte[] pictures) {
            bytes = device.tensor(DType.UINT8, ByteBuffer.wrap(pictures), batch, imageSize, imageSize, 3)
                    .array();
            mirror = device.backend().mirror(bytes);
            mirror.buffer().put(0, pictures);
        }
    }
}
