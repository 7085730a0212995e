package io.lockstep.engine.models;

import io.lockstep.engine.backend.Backends;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.nn.Module;
import io.lockstep.engine.nn.RandomPosition;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
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
        "resnet34_cifar, conv1.weight, fc.bias",
        "resnet50, conv1.weight, fc.bias",
        "mobilenet_v2, features.0.0.weight, classifier.1.bias"
    })
    void givesLogitsAndGradientsOfAllParameters(String name, String first, String last) {
        checkStep(name, spec, first, last);
    }

    /** Models whose parameters take 0.3 and 0.5 gigabytes, with as much again for the gradients. */
    @ParameterizedTest
    @CsvSource({"vgg11, features.0.weight, classifier.6.bias", "vit_b_16, class_token, heads.head.bias"})
    void givesLogitsAndGradientsOfAllParametersOfLargeModels(String name, String first, String last) {
        checkStep(name, new ModelSpec(device, DType.FLOAT32, 3, 32, 32, 7, 3), first, last);
    }

    private void checkStep(String name, ModelSpec spec, String first, String last) {
        Module model = Models.create(name, spec);
        model.randomAt(new RandomPosition(3, 0, 0));
        Shape images = Shape.of(2, spec.channels(), spec.height(), spec.width());
        Tensor logits = model.forward(device.full(DType.FLOAT32, images, 0.5));
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
        "resnet18, 1000, 32, 11689512, 62, 60, layer2.0.downsample.0.weight, '[128, 64, 1, 1]'",
        "resnet18_cifar, 10, 32, 11173962, 62, 60, conv1.weight, '[64, 3, 3, 3]'",
        "resnet34, 1000, 32, 21797672, 110, 108, layer3.5.conv2.weight, '[256, 256, 3, 3]'",
        "resnet34_cifar, 10, 32, 21282122, 110, 108, layer4.2.bn2.bias, '[512]'",
        "resnet50, 1000, 32, 25557032, 161, 159, layer1.0.downsample.0.weight, '[256, 64, 1, 1]'",
        "resnet50_cifar, 10, 32, 23520842, 161, 159, fc.weight, '[10, 2048]'",
        "resnet101, 1000, 32, 44549160, 314, 312, layer3.22.conv3.weight, '[1024, 256, 1, 1]'",
        "resnet101_cifar, 10, 32, 42512970, 314, 312, layer3.22.conv1.weight, '[256, 1024, 1, 1]'",
        "vgg11, 1000, 32, 132863336, 22, 0, classifier.0.weight, '[4096, 25088]'",
        "vgg16, 1000, 32, 138357544, 32, 0, features.28.weight, '[512, 512, 3, 3]'",
        "mobilenet_v2, 1000, 32, 3504872, 158, 156, features.1.conv.1.weight, '[16, 32, 1, 1]'",
        "vit_b_16, 1000, 224, 86567656, 152, 0, encoder.pos_embedding, '[1, 197, 768]'"
    })
    void hasTheParametersOfTorchvision(
            String name, int classes, int side, long count, int parameters, int buffers, String example, String shape) {
        Module model = Models.create(name, new ModelSpec(device, DType.FLOAT32, 3, side, side, classes, 3));
        Map<String, Tensor> named = model.namedParameters();
        assertThat(named.values().stream().mapToLong(Tensor::numel).sum()).isEqualTo(count);
        assertThat(named).hasSize(parameters);
        assertThat(model.namedBuffers()).hasSize(buffers);
        assertThat(Objects.requireNonNull(named.get(example)).shape()).hasToString(shape);
    }

    @Test
    void namesTheParametersOfMobileNetAsTorchvisionDoes() {
        List<String> names = new ArrayList<>();
        addConvolution(names, "features.0.0", "features.0.1");
        addConvolution(names, "features.1.conv.0.0", "features.1.conv.0.1");
        addConvolution(names, "features.1.conv.1", "features.1.conv.2");
        for (int block = 2; block <= 17; block++) {
            String conv = "features." + block + ".conv.";
            addConvolution(names, conv + "0.0", conv + "0.1");
            addConvolution(names, conv + "1.0", conv + "1.1");
            addConvolution(names, conv + "2", conv + "3");
        }
        addConvolution(names, "features.18.0", "features.18.1");
        addWeightAndBias(names, "classifier.1");
        assertThat(Models.create("mobilenet_v2", spec).namedParameters().keySet())
                .containsExactlyElementsOf(names);
    }

    @Test
    void namesTheParametersOfTheTransformerAsTorchvisionDoes() {
        List<String> names = new ArrayList<>(List.of("class_token"));
        addWeightAndBias(names, "conv_proj");
        names.add("encoder.pos_embedding");
        for (int i = 0; i < 12; i++) {
            String layer = "encoder.layers.encoder_layer_" + i;
            addWeightAndBias(names, layer + ".ln_1");
            names.add(layer + ".self_attention.in_proj_weight");
            names.add(layer + ".self_attention.in_proj_bias");
            addWeightAndBias(names, layer + ".self_attention.out_proj");
            addWeightAndBias(names, layer + ".ln_2");
            addWeightAndBias(names, layer + ".mlp.0");
            addWeightAndBias(names, layer + ".mlp.3");
        }
        addWeightAndBias(names, "encoder.ln");
        addWeightAndBias(names, "heads.head");
        assertThat(Models.create("vit_b_16", spec).namedParameters().keySet()).containsExactlyElementsOf(names);
    }

    private static void addConvolution(List<String> names, String convolution, String norm) {
        names.add(convolution + ".weight");
        addWeightAndBias(names, norm);
    }

    private static void addWeightAndBias(List<String> names, String layer) {
        names.add(layer + ".weight");
        names.add(layer + ".bias");
    }

    @ParameterizedTest
    @CsvSource({
        "lenet, 4",
        "convnet, 8",
        "resnet18, 17",
        "resnet18_cifar, 5",
        "resnet50, 17",
        "vgg11, 32",
        "mobilenet_v2, 17",
        "vit_b_16, 16"
    })
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
                .hasMessageContaining(
                        "[convnet, lenet, mlp, mobilenet_v2, resnet101, resnet101_cifar, resnet18,"
                                + " resnet18_cifar, resnet34, resnet34_cifar, resnet50, resnet50_cifar, vgg11, vgg16, vit_b_16]");
    }
}
