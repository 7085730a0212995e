package io.lockstep.engine.nn;

import io.lockstep.engine.backend.Backends;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.format.HostArray;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Modules as trees of modules. */
class ModuleTest {
    private final Device device = new Device(Backends.open("cpu", "reference"));

    @AfterEach
    void close() {
        device.close();
    }

    private Sequential named(long seed) {
        Initialisation initial = new Initialisation(device, DType.FLOAT32, seed);
        Map<String, Module> modules = new LinkedHashMap<>();
        modules.put("stem", new Sequential(new Linear(initial, 3, 4), new BatchNorm1d(initial, 4)));
        modules.put("head", new Linear(initial, 4, 2));
        return new Sequential(modules);
    }

    @Test
    void namesItsPartsInOrder() {
        Sequential module = named(1);
        assertThat(module.namedChildren().keySet()).containsExactly("stem", "head");
        assertThat(module.namedModules().keySet()).containsExactly("", "stem", "stem.0", "stem.1", "head");
        assertThat(module.get(1)).isSameAs(module.namedModules().get("head"));
        assertThat(module.parameters())
                .hasSize(6)
                .containsExactlyElementsOf(module.namedParameters().values());
        assertThat(module.stateDict().keySet())
                .containsExactly(
                        "stem.0.weight",
                        "stem.0.bias",
                        "stem.1.weight",
                        "stem.1.bias",
                        "head.weight",
                        "head.bias",
                        "stem.1.running_mean",
                        "stem.1.running_var",
                        "stem.1.num_batches_tracked");
        List<Module> visited = new ArrayList<>();
        assertThat(module.apply(visited::add)).isSameAs(module);
        assertThat(visited).hasSize(5).endsWith(module);
        assertThatThrownBy(() -> module.get(2)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void runsNamedModulesInOrder() {
        Tensor x = device.randn(5, 3);
        Sequential module = named(1);
        Tensor stem = module.get(0).forward(x);
        assertThat(module.eval().forward(x).toDoubleArray()).hasSize(10);
        assertThat(stem.size(1)).isEqualTo(4);
        assertThat(module.forward(x).toDoubleArray())
                .isEqualTo(module.get(1).forward(module.get(0).forward(x)).toDoubleArray());
    }

    @Test
    void collectsNoGradientsWhereFrozen() {
        Sequential module = named(1);
        module.get(0).freeze();
        module.forward(device.randn(5, 3)).sum().backward();
        module.namedParameters()
                .forEach((name, parameter) ->
                        assertThat(parameter.grad() != null).as(name).isEqualTo(name.startsWith("head")));
        module.zeroGrad();
        module.requiresGrad_(true);
        module.forward(device.randn(5, 3)).sum().backward();
        assertThat(module.parameters())
                .allSatisfy(parameter -> assertThat(parameter.grad()).isNotNull());
    }

    @Test
    void convertsWhatIsFloating() {
        Sequential module = named(1);
        double[] weight = module.parameters().get(0).toDoubleArray();
        assertThat(module.to(DType.FLOAT64)).isSameAs(module);
        assertThat(module.parameters()).allSatisfy(parameter -> {
            assertThat(parameter.dtype()).isEqualTo(DType.FLOAT64);
            assertThat(parameter.requiresGrad()).isTrue();
        });
        assertThat(module.parameters().get(0).toDoubleArray()).isEqualTo(weight);
        Tensor y = module.forward(device.randn(DType.FLOAT64, 5, 3));
        assertThat(y.dtype()).isEqualTo(DType.FLOAT64);
        y.sum().backward();
        assertThat(module.parameters().get(0).grad()).isNotNull();
        try (Device other = new Device(Backends.open("cpu", "onednn"))) {
            module.to(other);
            assertThat(module.parameters())
                    .allSatisfy(p -> assertThat(p.device()).isSameAs(other));
            assertThat(module.parameters().get(0).toDoubleArray()).isEqualTo(weight);
        }
    }

    @Test
    void loadsWhatFitsAndSaysWhatDoesNot() {
        Sequential source = named(1);
        Sequential target = named(2);
        Map<String, HostArray> state = new LinkedHashMap<>(source.stateDict());
        HostArray bias = state.remove("head.bias");
        state.put("neck.bias", bias);
        double[] kept = Objects.requireNonNull(target.namedParameters().get("head.bias"))
                .toDoubleArray();
        assertThatThrownBy(() -> target.loadStateDict(state))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("missing head.bias; unexpected neck.bias");
        LoadReport report = target.loadStateDict(state, false);
        assertThat(report.isComplete()).isFalse();
        assertThat(report).hasToString("missing keys: head.bias; unexpected keys: neck.bias");
        assertThat(target.parameters().get(0).toDoubleArray())
                .isEqualTo(source.parameters().get(0).toDoubleArray());
        assertThat(target.namedParameters().get("head.bias").toDoubleArray()).isEqualTo(kept);
        assertThat(target.loadStateDict(source.stateDict(), false)).hasToString("all keys matched");
        assertThatThrownBy(() -> target.loadStateDict(Map.of("head.bias", state.get("stem.0.weight")), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("head.bias is");
    }

    @Test
    void holdsModulesInListsAndDictionaries() {
        Initialisation initial = new Initialisation(device, DType.FLOAT32, 1);
        ModuleList list = new ModuleList(new Linear(initial, 2, 2)).append(new ReLU());
        assertThat(list.size()).isEqualTo(2);
        assertThat(list).hasSize(2).element(1).isSameAs(list.get(1));
        assertThat(list.namedParameters()).containsOnlyKeys("0.weight", "0.bias");
        assertThatThrownBy(() -> list.forward(device.ones(2))).isInstanceOf(IllegalStateException.class);
        ModuleDict dict = new ModuleDict(Map.of("left", list));
        assertThat(dict.get("left")).isSameAs(list);
        assertThat(dict.namedParameters()).containsOnlyKeys("left.0.weight", "left.0.bias");
        assertThatThrownBy(() -> dict.get("right")).hasMessage("no module \"right\"; there are [left]");
        assertThatThrownBy(() -> dict.forward(device.ones(2))).isInstanceOf(IllegalStateException.class);
    }
}
