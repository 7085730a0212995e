package io.lockstep.worker.spark;

import io.lockstep.comms.JobSecret;
import io.lockstep.worker.LockstepException;
import io.lockstep.worker.WorkerResult;
import io.lockstep.worker.WorkerTask;
import io.lockstep.worker.config.TrainConfig;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The secret of a job under {@code spark.authenticate}, and without. */
final class SparkSecretTest {
    private static final String DRAWN = "ab".repeat(32);
    private static final String SPARKS = "the secret of all executors";

    private static final TrainConfig CONFIG = TrainConfig.of(Map.of("data", "d", "model", "mlp"));

    @Test
    void isDerivedFromSparksForEachJob() throws Exception {
        try (JavaSparkContext spark = spark(SPARKS)) {
            byte[] derived = JobSecret.of(SPARKS.getBytes(StandardCharsets.UTF_8))
                    .sign("lockstep job secret 1 job".getBytes(StandardCharsets.UTF_8));
            assertThat(secretOfWorker(spark, "job"))
                    .isEqualTo(HexFormat.of().formatHex(derived))
                    .isNotEqualTo(secretOfWorker(spark, "other"));
        }
    }

    @Test
    void isTheDriversWhereSparkHasNone() throws Exception {
        try (JavaSparkContext spark = spark(null)) {
            assertThat(secretOfWorker(spark, "job")).isEqualTo(DRAWN);
        }
    }

    @Test
    void isNotMadeFromAShortOne() {
        try (JavaSparkContext spark = spark("letmein")) {
            assertThatThrownBy(() -> secretOfWorker(spark, "job"))
                    .isInstanceOf(LockstepException.class)
                    .hasMessageContaining("spark.authenticate.secret needs at least 16 bytes but has 7");
        }
    }

    private static String secretOfWorker(JavaSparkContext spark, String jobId) throws Exception {
        WorkerTask task = new WorkerTask(WorkerTask.Mode.TRAIN, 0, 1, CONFIG, jobId, 0, DRAWN, "runs/a", null);
        WorkerBody body =
                (own, environment) -> new WorkerResult(0, 0.5, 1, null, 1, 1, 1, 1, own.jobSecret(), 10, null);
        return new WorkerStage(spark, Map.of(), body)
                .run(List.of(task), event -> {})
                .get(0)
                .parameterHash();
    }

    private static JavaSparkContext spark(@Nullable String secret) {
        SparkConf conf = new SparkConf()
                .setMaster("local[1]")
                .setAppName("spark secret test")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1")
                .set("spark.plugins", LockstepPlugin.class.getName());
        if (secret != null) {
            conf.set("spark.authenticate", "true").set("spark.authenticate.secret", secret);
        }
        return new JavaSparkContext(conf);
    }
}
