package io.lockstep.engine.ops;

import io.lockstep.engine.backend.Backends;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.Window;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** On the fast backend, which takes float64 and empty batches to the reference backend. */
final class AveragePoolTest {
    private final Device device = new Device(Backends.open("cpu", "onednn"));

    @AfterEach
    void close() {
        device.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"FLOAT32", "FLOAT64"})
    void paddingCountsAsZeros(DType dtype) {
        Tensor x = device.tensor(new double[] {9, 18, 27, 36}, 1, 1, 2, 2).to(dtype);
        assertThat(AveragePool.apply(x, Window.square(3, 1, 1)).toDoubleArray()).containsExactly(10, 10, 10, 10);
        assertThat(AveragePool.apply(x, Window.square(2, 1, 1)).toDoubleArray())
                .containsExactly(2.25, 6.75, 4.5, 9, 22.5, 13.5, 6.75, 15.75, 9);
    }

    @Test
    void takesEmptyBatches() {
        Tensor x = device.zeros(DType.FLOAT32, Shape.of(0, 3, 4, 4)).requiresGrad_();
        Tensor y = AveragePool.apply(x, Window.square(2, 2, 0));
        y.sum().backward();
        assertThat(y.shape()).isEqualTo(Shape.of(0, 3, 2, 2));
    }

    @Test
    void refusesIntegersAndImagesThatAreTooSmall() {
        Tensor integers = device.tensor(new long[] {1, 2, 3, 4}, 1, 1, 2, 2);
        assertThatThrownBy(() -> AveragePool.apply(integers, Window.square(2, 2, 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("avgPool2d expects a floating tensor but got int64; convert it with to(FLOAT32)");
        Tensor small = device.zeros(DType.FLOAT32, Shape.of(1, 1, 2, 4));
        assertThatThrownBy(() -> AveragePool.apply(small, Window.square(3, 1, 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("avgPool2d with a window of 3x3 does not fit into images of 2x4;"
                        + " use larger images or a smaller window");
    }
}
