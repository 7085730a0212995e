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
    void refusesResultsWithoutElements() {
        assertThatThrownBy(() -> new AdaptiveAvgPool2d(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("AdaptiveAvgPool2d expects results of 1 or more but got 0x0");
    }
}
