package io.lockstep.worker.training;

import io.lockstep.engine.backend.Backend;
import io.lockstep.engine.backend.Backends;
import io.lockstep.engine.tensor.Device;
import io.lockstep.worker.LockstepException;
import io.lockstep.worker.config.TrainConfig;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Where there is no GPU; on a host that has one these tests are left out. */
class DevicesTest {
    @Test
    void aGpuThatWasAskedForAndIsNotThereIsAnErrorOfOneLine() {
        requireNoGpu();
        assertThatThrownBy(() -> Devices.open(config("cuda"), List.of()))
                .isInstanceOf(LockstepException.class)
                .hasMessageContaining("device cuda cannot be used here: cuda:")
                .hasMessageContaining("use the CPU")
                .satisfies(
                        e -> assertThat(String.valueOf(e.getMessage()).lines()).hasSize(1));
    }

    @Test
    void withoutAGpuTheProcessorIsTaken() {
        requireNoGpu();
        try (Device device = Devices.open(config("auto"), List.of())) {
            assertThat(device.name()).isEqualTo("cpu");
        }
    }

    private static void requireNoGpu() {
        try (Backend backend = Backends.open("cuda", null)) {
            Assumptions.abort("this host has the GPU " + backend.deviceIdentity());
        } catch (IllegalStateException e) {
            assertThat(e).hasMessageContaining("cuda");
        }
    }

    private static TrainConfig config(String device) {
        return TrainConfig.of(Map.of("data", "d", "model", "mlp", "device", device));
    }
}
