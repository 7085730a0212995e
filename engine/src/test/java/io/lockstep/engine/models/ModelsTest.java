package io.lockstep.engine.models;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.reference.ReferenceBackend;
import io.lockstep.engine.nn.Module;
import io.lockstep.engine.nn.RandomPosition;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ModelsTest {
    private final Device device = new Device(new ReferenceBackend());
    private final ModelSpec spec = new ModelSpec(device, DType.FLOAT32, 1, 9, 11, 7, 3);

    @AfterEach
    void close() {
        device.close();
    }

    @ParameterizedTest
    @CsvSource({
        "mlp, 1.weight, 5.bias",
        "lenet, features.0.weight, classifier.4.bias",
        "convnet, features.0.weight, classifier.4.bias"
    })
    void givesLogitsAndGradientsOfAllParameters(String name, String first, String last) {
        Module model = Models.create(name, spec);
        model.randomAt(new RandomPosition(3, 0, 0));
        Tensor logits = model.forward(device.full(DType.FLOAT32, Shape.of(2, 1, 9, 11), 0.5));
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

    @Test
    void namesTheModelsThereAre() {
        assertThatThrownBy(() -> Models.create("resnet", spec))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[convnet, lenet, mlp]");
    }
}
