package io.lockstep.engine.nn;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.Window;
import io.lockstep.engine.backend.reference.ReferenceBackend;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class Conv2dTest {
    private static final Window WINDOW = new Window(3, 5, 1, 1, 1, 2);

    private final Device device = new Device(new ReferenceBackend());

    @AfterEach
    void close() {
        device.close();
    }

    @Test
    void hasNoBiasIfMadeWithoutIt() {
        Conv2d layer = Conv2d.withoutBias(initialisation(1), 2, 4, WINDOW);
        assertThat(layer.namedParameters()).containsOnlyKeys("weight");
        Tensor nothing = layer.forward(device.zeros(DType.FLOAT32, Shape.of(1, 2, 6, 6)));
        assertThat(nothing.toDoubleArray()).containsOnly(0);
        assertThat(new Conv2d(initialisation(1), 2, 4, WINDOW).namedParameters())
                .containsOnlyKeys("weight", "bias");
    }

    @Test
    void drawsNormalWeightsByTheFanOut() {
        double[] values = weight(Conv2d.withoutBias(initialisation(1), 128, 64, WINDOW));
        double sum = 0;
        double square = 0;
        int within = 0;
        double deviation = Math.sqrt(2.0 / (64 * 3 * 5));
        for (double value : values) {
            sum += value / deviation;
            square += value / deviation * (value / deviation);
            within += Math.abs(value) < deviation ? 1 : 0;
        }
        // 122880 numbers: four standard errors of mean, variance and share.
        assertThat(sum / values.length).isBetween(-0.0115, 0.0115);
        assertThat(square / values.length).isBetween(0.984, 1.016);
        assertThat((double) within / values.length).isBetween(0.6827 - 0.0054, 0.6827 + 0.0054);
    }

    @Test
    void theSeedAndTheNumberOfTheParameterGiveTheWeights() {
        Initialisation initialisation = initialisation(1);
        double[] first = weight(Conv2d.withoutBias(initialisation, 2, 4, WINDOW));
        double[] second = weight(Conv2d.withoutBias(initialisation, 2, 4, WINDOW));
        assertThat(second).isNotEqualTo(first);
        assertThat(weight(Conv2d.withoutBias(initialisation(1), 2, 4, WINDOW))).isEqualTo(first);
        assertThat(weight(Conv2d.withoutBias(initialisation(2), 2, 4, WINDOW))).isNotEqualTo(first);
    }

    private Initialisation initialisation(long seed) {
        return new Initialisation(device, DType.FLOAT32, seed);
    }

    private static double[] weight(Conv2d layer) {
        Map<String, Tensor> parameters = layer.namedParameters();
        return Objects.requireNonNull(parameters.get("weight")).toDoubleArray();
    }
}
