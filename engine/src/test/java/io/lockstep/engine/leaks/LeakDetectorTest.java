package io.lockstep.engine.leaks;

import io.lockstep.engine.backend.reference.ReferenceBackend;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.OpenDevices;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class LeakDetectorTest {
    @Test
    void knowsWhereADeviceWasOpenedUntilItIsClosed() {
        List<Throwable> before = OpenDevices.places();
        try (Device device = new Device(new ReferenceBackend())) {
            List<Throwable> places = OpenDevices.places();
            places.removeAll(before);
            assertThat(places).hasSize(1);
            assertThat(places.get(0).getStackTrace())
                    .anyMatch(frame -> frame.getClassName().equals(LeakDetectorTest.class.getName()));
            assertThat(device.allocatedBytes()).isZero();
        }
        List<Throwable> after = OpenDevices.places();
        after.removeAll(before);
        assertThat(after).isEmpty();
    }
}
