package io.lockstep.engine.training;

import io.lockstep.engine.backend.Backends;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.format.CorruptFileException;
import io.lockstep.engine.models.ModelSpec;
import io.lockstep.engine.models.Models;
import io.lockstep.engine.nn.Initialisation;
import io.lockstep.engine.nn.Linear;
import io.lockstep.engine.nn.LoadReport;
import io.lockstep.engine.nn.Module;
import io.lockstep.engine.nn.Sequential;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import io.lockstep.engine.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** Saved on one device, loaded on another with another backend. */
class ModelFilesTest {
    @TempDir
    private Path folder;

    private final Device saving = new Device(Backends.open("cpu", "reference"));
    private final Device loading = new Device(Backends.open("cpu", "onednn"));

    @AfterEach
    void close() {
        saving.close();
        loading.close();
    }

    private static ModelSpec spec(Device device, int size) {
        return new ModelSpec(device, DType.FLOAT32, 3, size, size, 5, 9);
    }

    @Test
    void wholeModelsOfTheCatalogue() throws IOException {
        for (String name : List.of("mlp", "lenet", "convnet", "resnet18_cifar")) {
            Path file = folder.resolve(name + ".safetensors");
            Module saved = Models.create(name, spec(saving, 8));
            ModelFiles.saveModel(file, name, spec(saving, 8), saved);
            Module loaded = ModelFiles.loadModel(file, loading);
            assertThat(loaded.stateDict()).isEqualTo(saved.stateDict());
            assertThat(loaded.parameters()).allMatch(parameter -> parameter.device() == loading);
            Tensor x = saving.linspace(DType.FLOAT32, -1, 1, 2 * 3 * 8 * 8).view(2, 3, 8, 8);
            float[] expected = saved.eval().call(x).detach().toFloatArray();
            assertThat(loaded.eval().call(x.to(loading)).detach().toFloatArray())
                    .containsExactly(expected, within(1e-4f));
        }
    }

    @Test
    void modelsOfAnotherElementType() throws IOException {
        Path file = folder.resolve("half.safetensors");
        Module saved = Models.create("mlp", spec(saving, 8)).to(DType.BFLOAT16);
        ModelFiles.saveModel(file, "mlp", spec(saving, 8), saved);
        Module loaded = ModelFiles.loadModel(file, loading);
        assertThat(loaded.parameters()).allMatch(parameter -> parameter.dtype() == DType.BFLOAT16);
        assertThat(loaded.stateDict()).isEqualTo(saved.stateDict());
    }

    @Test
    void modelsOfOnesOwn() throws IOException {
        Path file = folder.resolve("own.safetensors");
        Module saved = twoLayers("wide", spec(saving, 8));
        ModelFiles.saveModel(file, "wide", spec(saving, 8), saved);
        assertThat(ModelFiles.loadModel(file, loading, ModelFilesTest::twoLayers)
                        .stateDict())
                .isEqualTo(saved.stateDict());
        assertThatThrownBy(() -> ModelFiles.loadModel(file, loading))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no model \"wide\"");
    }

    private static Module twoLayers(String name, ModelSpec spec) {
        Initialisation initial = new Initialisation(spec.device(), spec.dtype(), spec.seed());
        int width = name.equals("wide") ? 32 : 4;
        return new Sequential(new Linear(initial, spec.channels(), width), new Linear(initial, width, spec.classes()));
    }

    @Test
    void statesAlone() throws IOException {
        Path file = folder.resolve("state.safetensors");
        Module saved = Models.create("lenet", spec(saving, 8));
        ModelFiles.save(file, saved);
        Module loaded = Models.create("lenet", new ModelSpec(loading, DType.FLOAT32, 3, 8, 8, 5, 10));
        assertThat(loaded.stateDict()).isNotEqualTo(saved.stateDict());
        ModelFiles.load(file, loaded);
        assertThat(loaded.stateDict()).isEqualTo(saved.stateDict());

        Map<String, Tensor> tensors = Tensors.loadMap(file, loading);
        assertThat(tensors.keySet()).isEqualTo(saved.stateDict().keySet());
        assertThat(tensors.values()).allMatch(tensor -> tensor.device() == loading);
        Tensor weight = Objects.requireNonNull(tensors.get("classifier.1.weight"));
        assertThat(weight.toFloatArray())
                .isEqualTo(Objects.requireNonNull(saved.namedParameters().get("classifier.1.weight"))
                        .detach()
                        .toFloatArray());

        // A new head for more classes: what fits is loaded.
        Module trunk =
                Objects.requireNonNull(Models.create("lenet", new ModelSpec(loading, DType.FLOAT32, 3, 8, 8, 7, 1))
                        .namedModules()
                        .get("features"));
        LoadReport report = ModelFiles.load(file, new Sequential(Map.of("features", trunk)), false);
        assertThat(report.missing()).isEmpty();
        assertThat(report.unexpected())
                .allMatch(name -> name.startsWith("classifier."))
                .hasSize(4);
    }

    @Test
    void namesWhatDoesNotFit() throws IOException {
        Path file = folder.resolve("state.safetensors");
        ModelFiles.save(file, Models.create("mlp", spec(saving, 8)));
        Module other = Models.create("mlp", spec(loading, 9));
        Map<String, ?> before = other.stateDict();
        assertThatThrownBy(() -> ModelFiles.load(file, other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("1.weight is float32[512, 192] but should be float32[512, 243]");
        assertThat(other.stateDict()).isEqualTo(before);
        assertThatThrownBy(() -> ModelFiles.loadModel(file, loading))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining("does not say which model");
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 1));
        assertThatThrownBy(() -> ModelFiles.load(file, other)).isInstanceOf(CorruptFileException.class);
    }
}
