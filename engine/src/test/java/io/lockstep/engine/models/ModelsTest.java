package io.lockstep.engine.models;

import io.lockstep.engine.backend.Backends;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.nn.Module;
import io.lockstep.engine.nn.RandomPosition;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ModelsTest {
    private final Device device = new Device(Backends.open("cpu", "onednn"));
    private final ModelSpec spec = new ModelSpec(device, DType.FLOAT32, 1, 17, 19, 7, 3);

    @AfterEach
    void close() {
        device.close();
    }

    @ParameterizedTest
    @CsvSource({
        "mlp, 1.weight, 5.bias",
        "lenet, features.0.weight, classifier.4.bias",
        "convnet, features.0.weight, classifier.4.bias",
        "resnet18, conv1.weight, fc.bias",
        "resnet18_cifar, conv1.weight, fc.bias",
        "resnet50, conv1.weight, fc.bias"
    })
    void givesLogitsAndGradientsOfAllParameters(String name, String first, String last) {
        Module model = Models.create(name, spec);
        model.randomAt(new RandomPosition(3, 0, 0));
        Tensor logits = model.forward(device.full(DType.FLOAT32, Shape.of(2, 1, 17, 19), 0.5));
        assertThat(logits.shape()).isEqualTo(Shape.of(2, 7));
        logits.sum().backward();
        assertThat(model.namedParameters().values())
                .allSatisfy(p -> assertThat(p.grad()).isNotNull());
        assertThat(model.namedParameters().keySet()).startsWith(first).endsWith(last);
    }

    @Test
    void drawsWithinTheBoundOfTheFanIn() {
        Tensor weight = Objects.requireNonNull(
                Models.create("mlp", spec).namedParameters().get("3.weight"));
        double bound = 1 / Math.sqrt(512);
        double[] values = weight.toDoubleArray();
        double square = 0;
        for (double value : values) {
            assertThat(Math.abs(value)).isLessThanOrEqualTo(bound + 1e-8);
            square += value * value;
        }
        // The variance of a uniform distribution is bound^2 / 3; 131072 numbers are within 2 % of it.
        assertThat(square / values.length / (bound * bound / 3)).isBetween(0.98, 1.02);
    }

    /** Counts as torchvision documents them; for small images as those of github.com/kuangliu/pytorch-cifar. */
    @ParameterizedTest
    @CsvSource({
        "resnet18, 1000, 11689512, 62, 40, layer2.0.downsample.0.weight, '[128, 64, 1, 1]'",
        "resnet18_cifar, 10, 11173962, 62, 40, conv1.weight, '[64, 3, 3, 3]'",
        "resnet50, 1000, 25557032, 161, 106, layer1.0.downsample.0.weight, '[256, 64, 1, 1]'"
    })
    void hasTheParametersOfTorchvision(
            String name, int classes, long count, int parameters, int buffers, String example, String shape) {
        Module model = Models.create(name, new ModelSpec(device, DType.FLOAT32, 3, 32, 32, classes, 3));
        Map<String, Tensor> named = model.namedParameters();
        assertThat(named.values().stream().mapToLong(Tensor::numel).sum()).isEqualTo(count);
        assertThat(named).hasSize(parameters);
        assertThat(model.namedBuffers()).hasSize(buffers);
        assertThat(Objects.requireNonNull(named.get(example)).shape()).hasToString(shape);
    }

    @ParameterizedTest
    @CsvSource({"lenet, 4", "convnet, 8", "resnet18, 17", "resnet18_cifar, 5", "resnet50, 17"})
    void refusesImagesThatAreTooSmall(String name, int size) {
        ModelSpec small = new ModelSpec(device, DType.FLOAT32, 1, size, size - 1, 7, 3);
        assertThatThrownBy(() -> Models.create(name, small))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("%s needs images of %dx%d or more, but got %dx%d; use the mlp for small ones"
                        .formatted(name, size, size, size, size - 1));
    }

    @Test
    void namesTheModelsThereAre() {
        assertThatThrownBy(() -> Models.create("vgg", spec))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[convnet, lenet, mlp, resnet18, resnet18_cifar, resnet50]");
    }
}
