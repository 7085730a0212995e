package io.lockstep.engine.ops;

import io.lockstep.engine.backend.RandomKey;
import io.lockstep.engine.backend.reference.ReferenceBackend;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class DropoutTest {
    @Test
    void refusesIntegers() {
        try (Device device = new Device(new ReferenceBackend())) {
            Tensor x = device.tensor(new long[] {1, 2, 3}, 3);
            assertThatThrownBy(() -> Dropout.apply(x, 0.5, new RandomKey(1, 2, 3)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("dropout expects a floating tensor but got int64; convert it with to(FLOAT32)");
        }
    }
}
