package io.lockstep.engine.training;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.reference.ReferenceBackend;
import io.lockstep.engine.format.CorruptFileException;
import io.lockstep.engine.format.HostArray;
import io.lockstep.engine.format.SafetensorsFile;
import io.lockstep.engine.nn.Initialisation;
import io.lockstep.engine.nn.Linear;
import io.lockstep.engine.nn.Module;
import io.lockstep.engine.nn.Sequential;
import io.lockstep.engine.optim.optimizer.Adam;
import io.lockstep.engine.optim.optimizer.AdamW;
import io.lockstep.engine.optim.optimizer.ExponentialMovingAverage;
import io.lockstep.engine.optim.optimizer.Optimizer;
import io.lockstep.engine.optim.optimizer.SGD;
import io.lockstep.engine.optim.scheduler.ExponentialLR;
import io.lockstep.engine.optim.scheduler.StepLR;
import io.lockstep.engine.tensor.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a checkpoint refuses, and that nothing is changed then. */
class TrainingStateTest {
    private static final TrainingPosition POSITION = new TrainingPosition(2, 3, 8, 19);

    @TempDir
    private Path folder;

    private final Device device = new Device(new ReferenceBackend());
    private Path file;

    @BeforeEach
    void place() {
        file = folder.resolve("checkpoint.safetensors");
    }

    @AfterEach
    void close() {
        device.close();
    }

    private Module linear(long seed, long inputs) {
        return new Linear(new Initialisation(device, DType.FLOAT32, seed), inputs, 2);
    }

    private void train(Module model, Optimizer optimizer) {
        for (int step = 0; step < 3; step++) {
            optimizer.zeroGrad();
            model.call(device.ones(DType.FLOAT32, 1, 3)).square().sum().backward();
            optimizer.step();
        }
    }

    /** A training and its state. */
    private final class Fixture {
        final Module model;
        final Optimizer optimizer;
        final TrainingState state;

        Fixture(long seed) {
            this(linear(seed, 3), seed);
        }

        private Fixture(Module model, long seed) {
            this(model, new Adam(model.parameters()), seed);
            train(model, optimizer);
        }

        Fixture(Module model, Optimizer optimizer, long seed) {
            this.model = model;
            this.optimizer = optimizer;
            device.manualSeed(seed);
            state = new TrainingState().model(model).optimizer(optimizer).generator(device.generator());
        }

        List<Object> values() {
            List<Object> values = new ArrayList<>();
            values.add(model.stateDict());
            values.add(optimizer.stateDict());
            values.add(device.generator().seed());
            return values;
        }

        void refuses(String... messages) {
            List<Object> had = values();
            assertThatThrownBy(() -> state.load(file))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll(messages)
                    .hasMessageContaining(file.toString());
            assertThat(values()).isEqualTo(had);
        }
    }

    @Test
    void loadsWhatWasSaved() throws IOException {
        Fixture saved = new Fixture(1);
        saved.state.save(file, POSITION);
        List<Object> expected = saved.values();
        Fixture other = new Fixture(2);
        assertThat(other.values()).isNotEqualTo(expected);
        assertThat(other.state.load(file)).isEqualTo(POSITION);
        assertThat(other.values()).isEqualTo(expected);
    }

    @Test
    void refusesAnotherModel() throws IOException {
        new Fixture(1).state.save(file, POSITION);
        Module wide = linear(2, 4);
        new Fixture(wide, new Adam(wide.parameters()), 2)
                .refuses("the model of the checkpoint", "weight is float32[2, 3] but should be float32[2, 4]");
        Module nested = new Sequential(linear(2, 3));
        new Fixture(nested, new Adam(nested.parameters()), 2).refuses("missing 0.weight, 0.bias", "unexpected weight");
    }

    @Test
    void refusesAnotherOptimizer() throws IOException {
        new Fixture(1).state.save(file, POSITION);
        Module model = linear(2, 3);
        new Fixture(model, new AdamW(model.parameters()), 2)
                .refuses("made with the optimizer Adam, but this training has AdamW");
        new Fixture(model, new Adam(List.of(model.parameters().get(0))), 2)
                .refuses("the optimizer of the checkpoint", "parameter group 0 has 1 parameters", "has 2");
        Optimizer grouped = new Adam(List.of(model.parameters().get(0)));
        grouped.addParamGroup(List.of(model.parameters().get(1)), Adam.options().lr(1));
        new Fixture(model, grouped, 2).refuses("parameter group 0 has 1 parameters");
    }

    @Test
    void optimizersRefuseStatesOfOtherKinds() {
        Fixture adam = new Fixture(1);
        Optimizer sgd = new SGD(linear(2, 3).parameters(), 0.1);
        Map<String, HostArray> before = sgd.stateDict();
        assertThatThrownBy(() -> sgd.loadStateDict(adam.optimizer.stateDict()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has the option \"momentum\", but that of the saved state has not");
        Map<String, HostArray> wrong = adam.optimizer.stateDict();
        wrong.put("param_groups.0.lr", HostArray.of(Shape.SCALAR, 1f));
        assertThatThrownBy(() -> new Adam(linear(2, 3).parameters()).loadStateDict(wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"param_groups.0.lr\" is float32[], but should be one number of float64");
        assertThat(sgd.stateDict()).isEqualTo(before);
    }

    @Test
    void refusesOtherParts() throws IOException {
        Fixture saved = new Fixture(1);
        saved.state.scheduler(new StepLR(saved.optimizer, 1, 0.5)).save(file, POSITION);
        new Fixture(2).refuses("holds a part \"scheduler\"", "[model, optimizer, generator] only");
        Fixture exponential = new Fixture(2);
        exponential.state.scheduler(new ExponentialLR(exponential.optimizer, 0.5));
        exponential.refuses("the scheduler StepLR, but this training has ExponentialLR");
        Fixture averaged = new Fixture(2);
        averaged.state
                .scheduler(new StepLR(averaged.optimizer, 1, 0.5))
                .averages(new ExponentialMovingAverage(averaged.model.parameters(), 0.9));
        averaged.refuses("lacks the part \"averages\"");
    }

    /** A part that comes after others which were loaded already. */
    @Test
    void takesBackWhatWasLoadedBeforeAPartThatDoesNotFit() throws IOException {
        Fixture saved = new Fixture(1);
        saved.state
                .add("own", () -> Map.of("value", HostArray.of(Shape.SCALAR, 1L)), state -> {})
                .save(file, POSITION);
        Fixture picky = new Fixture(2);
        picky.state.add("own", Map::of, state -> {
            if (!state.isEmpty()) {
                throw new IllegalStateException("not mine: " + state.keySet());
            }
        });
        picky.refuses("the own of the checkpoint", "not mine: [value]");
    }

    @Test
    void noticesAnyDamage() throws IOException {
        Fixture saved = new Fixture(1);
        saved.state.save(file, POSITION);
        byte[] whole = Files.readAllBytes(file);
        Fixture other = new Fixture(2);
        List<Object> before = other.values();
        Random random = new Random(3);
        int damaged = 0;
        for (int place = 0; place < whole.length; place++) {
            byte[] bytes = whole.clone();
            bytes[place] ^= (byte) (1 << random.nextInt(8));
            damaged += isRefused(other, bytes, before) ? 1 : 0;
        }
        assertThat(whole.length - damaged).as("changes of a bit unnoticed").isZero();
        for (int length = 0; length < whole.length; length += 7) {
            assertThat(isRefused(other, Arrays.copyOf(whole, length), before)).isTrue();
        }
    }

    private boolean isRefused(Fixture fixture, byte[] bytes, List<Object> before) throws IOException {
        Files.write(file, bytes);
        try {
            fixture.state.load(file);
            return false;
        } catch (CorruptFileException e) {
            assertThat(e.file()).isEqualTo(file.toString());
            assertThat(fixture.values()).isEqualTo(before);
            return true;
        }
    }

    @Test
    void refusesFilesThatAreNoCheckpoints() throws IOException {
        ModelFiles.save(file, linear(1, 3));
        assertThatThrownBy(() -> new Fixture(2).state.load(file))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining("read a file of tensors by Tensors.loadMap(), a model by ModelFiles");
    }

    @Test
    void aSaveThatFailsLeavesTheOlderFile() throws IOException {
        Fixture saved = new Fixture(1);
        saved.state.save(file, POSITION);
        byte[] whole = Files.readAllBytes(file);
        HostArray misnamed = HostArray.of(Shape.SCALAR, 1L);
        assertThatThrownBy(() -> WholeFile.write(file, new SafetensorsFile(Map.of("__metadata__", misnamed), Map.of())))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(Files.readAllBytes(file)).isEqualTo(whole);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void namesOfPartsAreTheirOwn() {
        TrainingState state = new Fixture(1).state;
        assertThatThrownBy(() -> state.add("model", Map::of, ignored -> {})).hasMessageContaining("\"model\" already");
        assertThatThrownBy(() -> state.add("a.b", Map::of, ignored -> {})).hasMessageContaining("no dot");
    }
}
