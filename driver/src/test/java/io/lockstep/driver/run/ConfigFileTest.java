package io.lockstep.driver.run;

import io.lockstep.worker.config.ConfigResolver;
import io.lockstep.worker.config.GivenValue;
import io.lockstep.worker.config.TrainConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

final class ConfigFileTest {
    private final List<String> faults = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(strings = {"hdfs://host:9000/data", "a: b # c", "\"quoted\"", "true", "1e3", "päth", " spaces "})
    void aWrittenConfigurationIsReadAsTheSame(String path) {
        TrainConfig config = TrainConfig.of(Map.of(
                "data", path, "model", "lenet", "lr", "1e-7", "weight-decay", "0", "nesterov", "true", "name", "1.0"));
        Map<String, GivenValue> read = ConfigFile.read(ConfigFile.write(config), "config.yaml", faults);
        assertThat(new ConfigResolver(List.of()).resolve(read)).isEqualTo(config);
        assertThat(faults).isEmpty();
    }

    @Test
    void keepsTheTextOfNumbersNamesTheFileAndSkipsKeysWithoutAValue() {
        Map<String, GivenValue> read = ConfigFile.read("lr: 1e-4\nepochs: 010\nresume:\n", "a.yaml", faults);
        assertThat(read)
                .isEqualTo(new HashMap<>(Map.of(
                        "lr", new GivenValue("1e-4", "lr (a.yaml)"),
                        "epochs", new GivenValue("010", "epochs (a.yaml)"))));
    }

    @Test
    void anEmptyFileHoldsNothing() {
        assertThat(ConfigFile.read("# nothing\n", "a.yaml", faults)).isEmpty();
        assertThat(faults).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"- lr", "just text", "lr: [1, 2]", "lr: {a: 1}", "lr: 1\nlr: 2", "lr: 'open", "\tlr: 1"})
    void reportsWhatIsNoConfigurationInOneLine(String yaml) {
        ConfigFile.read(yaml, "a.yaml", faults);
        assertThat(faults).hasSize(1).first().asString().contains("a.yaml").doesNotContain("\n");
    }
}
