package io.lockstep.worker.config;

import io.lockstep.comms.InterfaceChoice;
import io.lockstep.comms.NetworkOptions;
import io.lockstep.comms.PortRange;
import io.lockstep.engine.backend.DType;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

final class ConfigResolverTest {
    private final ConfigResolver resolver = new ConfigResolver(List.of("lenet", "mlp"));

    @Test
    void fillsInDefaults() {
        TrainConfig config = resolver.resolve(given("data", "d", "model", "lenet", "workers", "2"));
        assertThat(config.epochs()).isEqualTo(10);
        assertThat(config.globalBatchSize()).isEqualTo(64);
        assertThat(config.accumulationSteps()).isEqualTo(1);
        assertThat(config.dtype()).isEqualTo(DType.FLOAT32);
        assertThat(config.lrScheduler()).isEqualTo(LrSchedule.NONE);
        assertThat(config.communicationTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.resume()).isNull();
    }

    @Test
    void reportsAllFaultsTogetherWithRangeAndNearestMeant() {
        ConfigException faulty = faults(
                "model",
                "lennet",
                "epoch",
                "3",
                "lr",
                "abc",
                "batch-size",
                "0",
                "lr-scheduler",
                "cosin",
                "dtype",
                "int64");
        assertThat(faulty.faults())
                .containsExactlyInAnyOrder(
                        "unknown option --epoch; did you mean epochs?",
                        "--data is missing: Folder of the data set: hdfs://, file:// or a plain path.",
                        "--model is \"lennet\" but must be one of lenet, mlp; did you mean lenet?",
                        "--lr is \"abc\" but must be a number above 0 to 1000",
                        "--batch-size is \"0\" but must be a whole number from 1 to 1000000",
                        "--lr-scheduler is \"cosin\" but must be one of none, step, cosine; did you mean cosine?",
                        "--dtype is \"int64\" but must be one of float32, float64");
    }

    @Test
    void reportsEarlierFaultsToo() {
        ConfigException faulty = catchThrowableOfType(
                ConfigException.class, () -> resolver.resolve(given("model", "mlp", "data", "d"), List.of("earlier")));
        assertThat(faulty.faults()).containsExactly("earlier");
    }

    @Test
    void rejectsValuesThatContradictEachOther() {
        ConfigException faulty = faults(
                "data",
                "d",
                "model",
                "mlp",
                "nesterov",
                "true",
                "momentum",
                "0",
                "lr",
                "0.1",
                "lr-min",
                "0.2",
                "epochs",
                "2",
                "lr-warmup-epochs",
                "3",
                "dtype",
                "float64",
                "backend",
                "onednn",
                "name",
                "a/b");
        assertThat(faulty.faults())
                .hasSize(5)
                .anyMatch(fault -> fault.contains("--nesterov"))
                .anyMatch(fault -> fault.contains("--lr-min"))
                .anyMatch(fault -> fault.contains("--lr-warmup-epochs"))
                .anyMatch(fault -> fault.contains("--backend onednn"))
                .anyMatch(fault -> fault.contains("--name"));
    }

    @Test
    void rejectsNumbersThatAreNone() {
        assertThat(faults("data", "d", "model", "mlp", "lr", "NaN", "seed", "-1", "hflip-prob", "Infinity")
                        .faults())
                .hasSize(3);
    }

    @Test
    void takesFloat32OrAHalfPrecision() {
        assertThat(resolver.resolve(given("data", "d", "model", "mlp")).precision())
                .isEqualTo(DType.FLOAT32);
        assertThat(resolver.resolve(given("data", "d", "model", "mlp", "precision", "bfloat16"))
                        .precision())
                .isEqualTo(DType.BFLOAT16);
        assertThat(faults("data", "d", "model", "mlp", "precision", "bfloat").faults())
                .containsExactly("--precision is \"bfloat\" but must be one of float32, bfloat16, float16;"
                        + " did you mean bfloat16?");
        assertThat(faults("data", "d", "model", "mlp", "precision", "bfloat16", "dtype", "float64")
                        .faults())
                .containsExactly("--precision bfloat16 keeps parameters in float32, but --dtype is float64;"
                        + " use --dtype float32 or --precision float32");
        assertThat(resolver.resolve(given("data", "d", "model", "mlp", "precision", "float16"))
                        .precision())
                .isEqualTo(DType.FLOAT16);
        assertThat(faults("data", "d", "model", "mlp", "precision", "float16", "gradient-compression", "topk")
                        .faults())
                .containsExactly("--gradient-compression cannot carry the infinite gradients that --precision float16"
                        + " now and then has; use --precision bfloat16 or --gradient-compression none");
    }

    @Test
    void takesNetworksAndPortsAsTheMeshDoes() {
        TrainConfig config = resolver.resolve(given(
                "data",
                "d",
                "model",
                "mlp",
                "comms-interface",
                "fd00::/8",
                "comms-ports",
                "40000-40100",
                "comms-tls",
                "true"));
        assertThat(config.network())
                .isEqualTo(NetworkOptions.DEFAULT
                        .with(new InterfaceChoice("fd00::/8"))
                        .with(new PortRange(40000, 40100))
                        .withTls(true));
        assertThat(TrainConfig.of(config.texts())).isEqualTo(config);
        assertThat(faults("data", "d", "model", "mlp", "comms-interface", "10.0.0.0/99", "comms-ports", "9-8")
                        .faults())
                .containsExactly(
                        "--comms-interface is \"10.0.0.0/99\" but must be host, a network interface such as eth0,"
                                + " or a network such as 10.0.0.0/8 or fd00::/8",
                        "--comms-ports is \"9-8\" but must be any, a port, or a range of ports such as 40000-40100");
    }

    @Test
    void accumulationMakesTheGlobalBatchLarger() {
        TrainConfig config = resolver.resolve(
                given("data", "d", "model", "mlp", "workers", "2", "batch-size", "8", "accumulation-steps", "3"));
        assertThat(config.localBatchSize()).isEqualTo(24);
        assertThat(config.globalBatchSize()).isEqualTo(48);
        for (String wrong : List.of("0", "-1", "1001", "1.5")) {
            assertThat(faults("data", "d", "model", "mlp", "accumulation-steps", wrong)
                            .faults())
                    .containsExactly(
                            "--accumulation-steps is \"" + wrong + "\" but must be a whole number from 1 to 1000");
        }
    }

    private ConfigException faults(String... keysAndValues) {
        return catchThrowableOfType(ConfigException.class, () -> resolver.resolve(given(keysAndValues)));
    }

    private static Map<String, GivenValue> given(String... keysAndValues) {
        Map<String, GivenValue> given = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            given.put(keysAndValues[i], new GivenValue(keysAndValues[i + 1], "--" + keysAndValues[i]));
        }
        return given;
    }
}
