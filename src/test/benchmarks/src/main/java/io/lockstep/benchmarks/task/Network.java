package io.lockstep.benchmarks.task;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.models.ModelSpec;
import io.lockstep.engine.tensor.Device;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The networks that are measured, each on square images of one size and in batches of one size. */
public enum Network {
    MLP("mlp", 1, 28, 10, 128),
    LENET("lenet", 1, 28, 10, 128),
    RESNET18("resnet18_cifar", 3, 32, 10, 64),
    RESNET50("resnet50", 3, 224, 1000, 8);

    private static final long SEED = 1;

    private final String model;
    private final int channels;
    private final int size;
    private final int classes;
    private final int batch;

    Network(String model, int channels, int size, int classes, int batch) {
        this.model = model;
        this.channels = channels;
        this.size = size;
        this.classes = classes;
        this.batch = batch;
    }

    /** As it stands in options and results. */
    public String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Network> of(String title) {
        return Arrays.stream(values())
                .filter(network -> network.title().equals(title))
                .findFirst();
    }

    public static List<String> titles() {
        return Arrays.stream(values()).map(Network::title).toList();
    }

    /** Its name in the engine's catalogue. */
    public String model() {
        return model;
    }

    /** What it is made for; the same initial values on every device. */
    public ModelSpec spec(Device device) {
        return new ModelSpec(device, DType.FLOAT32, channels, size, size, classes, SEED);
    }

    /** Images of a step. */
    public int batch() {
        return batch;
    }

    public int classes() {
        return classes;
    }

    /** Sizes of a batch of images, [N, C, H, W]. */
    public long[] images() {
        return new long[] {batch, channels, size, size};
    }

    /** Whether an image's layout in memory can matter to it. */
    public boolean isConvolutional() {
        return this != MLP;
    }

    /** Whether inference is measured too: where it takes long enough to be of interest. */
    public boolean infers() {
        return this == RESNET18 || this == RESNET50;
    }
}
