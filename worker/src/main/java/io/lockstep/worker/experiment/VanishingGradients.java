package io.lockstep.worker.experiment;

import io.lockstep.engine.backend.Backends;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.nn.Initialisation;
import io.lockstep.engine.ops.CrossEntropy;
import io.lockstep.engine.ops.Linear;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * How the gradient shrinks on its way to the first layer: a classifier of images of 29 x 29 into 26 letters with five hidden layers
 * of 100, and the gradient of each layer's weights after one backward pass. With sigmoid, whose derivative is
 * at most 1/4, each layer takes a factor; tanh and relu, with initial values that keep the variance from layer to layer, do not.
 */
public final class VanishingGradients {
    private static final long[] SIZES = {841, 100, 100, 100, 100, 100, 26};

    private VanishingGradients() {}

    /** An activation with initial values. */
    public enum Variant {
        SIGMOID("sigmoid", "uniform in 1 / sqrt(inputs), PyTorch's default"),
        TANH("tanh", "Xavier (Glorot and Bengio 2010)"),
        RELU("relu", "Kaiming (He et al. 2015)");

        private final String activation;
        private final String initialisation;

        Variant(String activation, String initialisation) {
            this.activation = activation;
            this.initialisation = initialisation;
        }

        public String activation() {
            return activation;
        }

        public String initialisation() {
            return initialisation;
        }
    }

    /**
     * What one variant gave.
     *
     * @param gradients of the layers' weights, from the last layer to the first
     */
    public record Result(Variant variant, List<Gradient> gradients) {}

    /**
     * The gradient of a layer's weights.
     *
     * @param norm Euclidean norm, which grows with the number of weights
     * @param perWeight root mean square, which can be compared between layers of different sizes
     */
    public record Gradient(double norm, double perWeight) {}

    /**
     * The gradients of all variants, on the same images and labels.
     *
     * @param samples of the batch
     * @param seed of images, labels and initial values
     */
    public static List<Result> run(int samples, long seed) {
        List<Result> results = new ArrayList<>();
        try (Device device = new Device(Backends.open("cpu", null))) {
            device.manualSeed(seed);
            Tensor images = device.randn(samples, SIZES[0]);
            Tensor labels = device.randint(0, SIZES[SIZES.length - 1], samples);
            for (Variant variant : Variant.values()) {
                results.add(new Result(variant, gradients(device, variant, seed, images, labels)));
            }
        }
        return results;
    }

    private static List<Gradient> gradients(Device device, Variant variant, long seed, Tensor images, Tensor labels) {
        Initialisation initial = new Initialisation(device, DType.FLOAT32, seed);
        List<Tensor> weights = new ArrayList<>();
        Tensor y = images;
        for (int layer = 0; layer < SIZES.length - 1; layer++) {
            Tensor weight =
                    weight(initial, variant, SIZES[layer], SIZES[layer + 1]).requiresGrad_();
            Tensor bias = device.zeros(DType.FLOAT32, Shape.of(SIZES[layer + 1]));
            weights.add(weight);
            y = Linear.apply(y, weight, bias);
            if (layer < SIZES.length - 2) {
                y = activate(variant, y);
            }
        }
        CrossEntropy.apply(y, labels, 0).mean().backward();
        List<Gradient> gradients = new ArrayList<>();
        for (int layer = weights.size() - 1; layer >= 0; layer--) {
            Tensor gradient = Objects.requireNonNull(weights.get(layer).grad());
            double squares = gradient.square().sum().item();
            gradients.add(new Gradient(Math.sqrt(squares), Math.sqrt(squares / gradient.numel())));
        }
        return gradients;
    }

    private static Tensor weight(Initialisation initial, Variant variant, long inputs, long outputs) {
        return switch (variant) {
            case SIGMOID -> initial.uniformByFanIn(inputs, outputs, inputs);
            case TANH -> initial.xavierUniform(inputs, outputs, outputs, inputs);
            case RELU -> initial.kaimingNormal(inputs, outputs, inputs);
        };
    }

    private static Tensor activate(Variant variant, Tensor x) {
        return switch (variant) {
            case SIGMOID -> x.sigmoid();
            case TANH -> x.tanh();
            case RELU -> x.relu();
        };
    }
}
