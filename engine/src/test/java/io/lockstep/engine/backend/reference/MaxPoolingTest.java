package io.lockstep.engine.backend.reference;

import io.lockstep.engine.backend.Window;
import io.lockstep.engine.ops.MaxPool;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.Objects;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MaxPoolingTest {
    /** Values and gradients as of libtorch 2.7.1. */
    @Test
    void theLastNaNOfAWindowWins() {
        double nan = Double.NaN;
        double[] values = {nan, 1, 1, nan, nan, nan, 2, nan, 2, 3, nan, 1};
        double[] gradient = {
            0, 0, 0, 1, 0, 0,
            0, 1, 0, 0, 1, 0
        };
        try (Device device = new Device(new ReferenceBackend())) {
            Tensor x = device.tensor(values, 1, 1, 2, 6).requiresGrad_();
            Tensor y = MaxPool.apply(x, Window.square(2, 2, 0));
            y.sum().backward();
            assertThat(y.toDoubleArray()).containsOnly(nan);
            assertThat(Objects.requireNonNull(x.grad()).toDoubleArray()).containsExactly(gradient);
        }
    }

    @Test
    void theFirstOfEqualsWins() {
        double lowest = Double.NEGATIVE_INFINITY;
        try (Device device = new Device(new ReferenceBackend())) {
            Tensor x = device.tensor(new double[] {lowest, lowest, 5, 5}, 1, 1, 1, 4)
                    .requiresGrad_();
            Tensor y = MaxPool.apply(x, new Window(1, 2, 1, 2, 0, 0));
            y.sum().backward();
            assertThat(y.toDoubleArray()).containsExactly(lowest, 5);
            assertThat(Objects.requireNonNull(x.grad()).toDoubleArray()).containsExactly(1, 0, 1, 0);
        }
    }
}
