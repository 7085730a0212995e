package io.lockstep.engine.nn;

import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.reference.ReferenceBackend;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class AdaptiveAvgPool2dTest {
    @Test
    void givesTheMeanOfEachChannel() {
        try (Device device = new Device(new ReferenceBackend())) {
            Tensor x = device.tensor(new double[] {1, 2, 3, 4, 5, 9, 7, 7, 7, 7, 7, 7}, 1, 2, 2, 3);
            Tensor y = new AdaptiveAvgPool2d(1).forward(x);
            assertThat(y.shape()).isEqualTo(Shape.of(1, 2, 1, 1));
            assertThat(y.toDoubleArray()).containsExactly(4, 7);
        }
    }

    @Test
    void refusesOtherSizes() {
        assertThatThrownBy(() -> new AdaptiveAvgPool2d(7))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("AdaptiveAvgPool2d has results of size 1 so far, but 7 was asked for; use 1, or"
                        + " AveragePool with a window where the size of the images is known");
    }
}
