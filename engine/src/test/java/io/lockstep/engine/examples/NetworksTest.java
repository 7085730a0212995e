package io.lockstep.engine.examples;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Window;
import io.lockstep.engine.nn.Conv2d;
import io.lockstep.engine.nn.Flatten;
import io.lockstep.engine.nn.Initialisation;
import io.lockstep.engine.nn.Linear;
import io.lockstep.engine.nn.Module;
import io.lockstep.engine.nn.ReLU;
import io.lockstep.engine.nn.Sequential;
import io.lockstep.engine.nn.Tanh;
import io.lockstep.engine.nn.loss.CrossEntropyLoss;
import io.lockstep.engine.nn.loss.Loss;
import io.lockstep.engine.ops.Index;
import io.lockstep.engine.optim.optimizer.Adam;
import io.lockstep.engine.optim.optimizer.Optimizer;
import io.lockstep.engine.optim.optimizer.SGD;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import io.lockstep.engine.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Networks: put together, written as a class, trained, saved and loaded. */
final class NetworksTest {
    private final Device device = Device.open("cpu");

    @AfterEach
    void close() {
        device.close();
    }

    private Sequential classifier() {
        Initialisation initial = new Initialisation(device);
        return new Sequential()
                .append("hidden", new Linear(initial, 2, 16))
                .append("activation", new Tanh())
                .append("output", new Linear(initial, 16, 2));
    }

    @Test
    void sequentialWithNames() {
        Sequential model = classifier();
        assertThat(model.namedParameters().keySet())
                .containsExactly("hidden.weight", "hidden.bias", "output.weight", "output.bias");
        assertThat(model.call(device.randn(5, 2)).shape()).hasToString("[5, 2]");
        Tensor plain = new Sequential(new ReLU(), new Flatten()).call(device.ones(2, 3, 4));
        assertThat(plain.shape()).hasToString("[2, 12]");
    }

    /** A residual block: its parts are registered in the constructor, and forward is ordinary Java. */
    private static final class Block extends Module {
        private final Module first;
        private final Module second;

        Block(Initialisation initial, int channels) {
            first = addModule("first", Conv2d.withoutBias(initial, channels, channels, Window.square(3, 1, 1)));
            second = addModule("second", Conv2d.withoutBias(initial, channels, channels, Window.square(3, 1, 1)));
        }

        @Override
        public Tensor forward(Tensor x) {
            return second.call(first.call(x).relu()).add(x).relu();
        }
    }

    @Test
    void aModuleOfOnesOwn() {
        Module block = new Block(new Initialisation(device), 3);
        assertThat(block.namedParameters().keySet()).containsExactly("first.weight", "second.weight");
        Tensor x = device.rand(2, 3, 8, 8);
        block.call(x).sum().backward();
        assertThat(block.parameters()).allMatch(parameter -> parameter.grad() != null);
    }

    /** Two half moons cannot be told apart by a line. */
    @Test
    void trainingLoop() {
        device.manualSeed(2);
        Tensor angle = device.rand(200).mul(Math.PI);
        Tensor upper = angle.get(Index.to(100));
        Tensor lower = angle.get(Index.from(100));
        Tensor x = device.zeros(200, 2);
        x.narrow(0, 0, 100).select(1, 0).copy_(upper.cos());
        x.narrow(0, 0, 100).select(1, 1).copy_(upper.sin());
        x.narrow(0, 100, 100).select(1, 0).copy_(lower.cos().neg().add(1));
        x.narrow(0, 100, 100).select(1, 1).copy_(lower.sin().neg().add(0.5));
        Tensor labels = device.arange(200).ge(100).to(DType.INT64);

        Module model = classifier();
        Optimizer optimizer = new Adam(model.parameters(), 0.02);
        Loss criterion = new CrossEntropyLoss();
        double first = criterion.forward(model.call(x), labels).item();
        for (int step = 0; step < 200; step++) {
            optimizer.zeroGrad();
            criterion.forward(model.call(x), labels).backward();
            optimizer.step();
        }
        assertThat(criterion.forward(model.call(x), labels).item()).isLessThan(first / 5);
        Tensor right = model.call(x).argmax(1).eq(labels);
        assertThat(right.sum().item()).isGreaterThan(190);
    }

    @Test
    void learningRatesPerLayerAndFrozenLayers() {
        Sequential model = classifier();
        Optimizer optimizer = new SGD(model.get(0).parameters(), SGD.options().lr(0.1));
        optimizer.addParamGroup(model.get(2).parameters(), SGD.options().lr(0.01));
        assertThat(optimizer.paramGroups()).extracting(group -> group.lr()).containsExactly(0.1, 0.01);

        model.get(0).freeze();
        double[] before = model.get(0).parameters().get(0).toDoubleArray();
        model.call(device.randn(4, 2)).square().sum().backward();
        optimizer.step();
        assertThat(model.get(0).parameters().get(0).toDoubleArray()).isEqualTo(before);
        assertThat(model.get(2).parameters()).allMatch(parameter -> parameter.grad() != null);
    }

    @Test
    void stateDictToAFileAndBack(@TempDir Path folder) throws IOException {
        Sequential model = classifier();
        Path file = folder.resolve("model.safetensors");
        Tensors.save(file, Map.copyOf(model.namedParameters()));
        Map<String, Tensor> loaded = Tensors.loadMap(file, device);
        assertThat(loaded.get("hidden.weight"))
                .hasToString(model.get(0).parameters().get(0).detach().toString());

        Sequential other = classifier();
        other.loadStateDict(model.stateDict());
        Tensor x = device.randn(3, 2);
        assertThat(other.call(x).equal(model.call(x))).isTrue();
        assertThat(List.copyOf(other.stateDict().keySet()))
                .isEqualTo(List.copyOf(model.stateDict().keySet()));
    }
}
