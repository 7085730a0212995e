package io.lockstep.engine.nn;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.Window;
import io.lockstep.engine.backend.reference.ReferenceBackend;
import io.lockstep.engine.format.HostArray;
import io.lockstep.engine.tensor.Device;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class StateDictTest {
    private final Device device = new Device(new ReferenceBackend());

    @AfterEach
    void close() {
        device.close();
    }

    @Test
    void restoresAnotherModule() {
        Map<String, HostArray> saved = StateDict.of(network(1));
        Module other = network(2);
        assertThat(Objects.requireNonNull(StateDict.of(other).get("0.weight")).data())
                .isNotEqualTo(Objects.requireNonNull(saved.get("0.weight")).data());
        StateDict.load(other, saved);
        assertThat(StateDict.of(other)).isEqualTo(saved);
        assertThat(saved.keySet())
                .containsExactly(
                        "0.weight",
                        "0.bias",
                        "1.weight",
                        "1.bias",
                        "1.running_mean",
                        "1.running_var",
                        "1.num_batches_tracked");
    }

    @Test
    void namesAllThatDoesNotFit() {
        Map<String, HostArray> state = StateDict.of(network(1));
        state.remove("0.bias");
        state.put("1.weight", HostArray.of(Shape.of(1), 1f));
        state.put("2.weight", HostArray.of(Shape.of(1), 1f));
        Module module = network(2);
        assertThatThrownBy(() -> StateDict.load(module, state))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("missing 0.bias; unexpected 2.weight; "
                        + "wrong: 1.weight is float32[1] but should be float32[4]");
    }

    private Module network(long seed) {
        Initialisation initial = new Initialisation(device, DType.FLOAT32, seed);
        return new Sequential(new Conv2d(initial, 3, 4, Window.square(3, 1, 1)), new BatchNorm2d(initial, 4));
    }
}
