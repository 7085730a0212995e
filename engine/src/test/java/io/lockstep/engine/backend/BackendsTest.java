package io.lockstep.engine.backend;

import io.lockstep.engine.backend.reference.ReferenceBackend;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BackendsTest {
    private final List<String> created = new ArrayList<>();
    private final List<BackendProvider> providers = List.of(
            new Fake("plain", "cpu", 0, null),
            new Fake("fast", "cpu", 10, null),
            new Fake("fastest", "cpu", 20, "the library is missing; install it"),
            new Fake("new", "gpu", 0, "no driver was found; install it"),
            new Fake("old", "gpu", 5, "the device is too old; use another"));

    @Test
    void opensWhatIsOnTheClassPathByDeviceTypeAndName() {
        for (String name : List.of("reference", "onednn")) {
            try (Backend backend = Backends.open("cpu", name)) {
                assertThat(backend.name()).isEqualTo(name);
            }
        }
        try (Backend backend = Backends.open("cpu", null)) {
            assertThat(backend.name()).isEqualTo("onednn");
        }
    }

    @Test
    void opensTheOneOfHighestPriorityThatCanBeUsed() {
        open("cpu", null);
        open("cpu", "plain");
        assertThat(created).containsExactly("fast", "plain");
    }

    @Test
    void namesWhatThereIsBesideAnUnknownOne() {
        String choice = "; on the class path are plain (cpu), fast (cpu), fastest (cpu), new (gpu), old (gpu);"
                + " choose one of them, or add the jar that holds yours";
        assertThatThrownBy(() -> open("cpu", "new"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no backend new for device cpu" + choice);
        assertThatThrownBy(() -> open("tpu", null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no device tpu" + choice);
    }

    @Test
    void tellsTheReasonOfEachThatCannotBeUsed() {
        assertThatThrownBy(() -> open("cpu", "fastest"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("backend fastest for device cpu cannot be used here:"
                        + " fastest: the library is missing; install it");
        assertThatThrownBy(() -> open("gpu", null))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("device gpu cannot be used here: old: the device is too old; use another;"
                        + " new: no driver was found; install it");
        assertThat(created).isEmpty();
    }

    private void open(String deviceType, @Nullable String name) {
        Backends.open(providers, deviceType, name).close();
    }

    /** Makes a backend that works, and notes that it was asked to. */
    private final class Fake implements BackendProvider {
        private final String name;
        private final String deviceType;
        private final int priority;
        private final @Nullable String unavailable;

        Fake(String name, String deviceType, int priority, @Nullable String unavailable) {
            this.name = name;
            this.deviceType = deviceType;
            this.priority = priority;
            this.unavailable = unavailable;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public String deviceType() {
            return deviceType;
        }

        @Override
        public int priority() {
            return priority;
        }

        @Override
        public @Nullable String unavailable() {
            return unavailable;
        }

        @Override
        public Backend create(int index) {
            created.add(name);
            return new ReferenceBackend();
        }
    }
}
