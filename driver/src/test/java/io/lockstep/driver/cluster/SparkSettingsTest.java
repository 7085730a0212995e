package io.lockstep.driver.cluster;

import io.lockstep.worker.config.TrainConfig;
import io.lockstep.worker.spark.LockstepPlugin;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class SparkSettingsTest {
    private static final String PLUGIN = LockstepPlugin.class.getName();

    private final TrainConfig config =
            TrainConfig.of(Map.of("data", "d", "model", "mlp", "workers", "3", "threads-per-worker", "4", "name", "n"));

    @Test
    void startsAnExecutorOfOneTaskPerWorker() {
        SparkConf conf = SparkSettings.complete(new SparkConf(false), config);
        assertThat(conf.get("spark.executor.cores")).isEqualTo("4");
        assertThat(conf.get("spark.task.cpus")).isEqualTo("4");
        assertThat(conf.get("spark.cores.max")).isEqualTo("12");
        assertThat(conf.get("spark.executor.instances")).isEqualTo("3");
        assertThat(conf.get("spark.executorEnv.OMP_NUM_THREADS")).isEqualTo("4");
        assertThat(conf.get("spark.kryo.registrationRequired")).isEqualTo("true");
        assertThat(conf.get("spark.plugins")).isEqualTo(PLUGIN);
    }

    @Test
    void leavesWhatTheUserSet() {
        SparkConf given = new SparkConf(false)
                .set("spark.executor.memory", "7g")
                .set("spark.executor.cores", "2")
                .set("spark.executorEnv.OMP_NUM_THREADS", "1")
                .set("spark.plugins", "com.example.Metrics");
        SparkConf conf = SparkSettings.complete(given, config);
        assertThat(conf.get("spark.executor.memory")).isEqualTo("7g");
        assertThat(conf.get("spark.task.cpus")).isEqualTo("2");
        assertThat(conf.get("spark.executorEnv.OMP_NUM_THREADS")).isEqualTo("1");
        assertThat(conf.get("spark.plugins")).isEqualTo("com.example.Metrics," + PLUGIN);
        assertThat(given.contains("spark.cores.max")).isFalse();
    }

    @Test
    void takesThreadsFromTheExecutorsCores() {
        TrainConfig auto = TrainConfig.of(Map.of("data", "d", "model", "mlp"));
        SparkConf conf = SparkSettings.complete(new SparkConf(false).set("spark.executor.cores", "6"), auto);
        assertThat(conf.get("spark.executorEnv.OMP_NUM_THREADS")).isEqualTo("6");
        assertThat(SparkSettings.complete(new SparkConf(false), auto).get("spark.executor.cores"))
                .isEqualTo("1");
    }
}
