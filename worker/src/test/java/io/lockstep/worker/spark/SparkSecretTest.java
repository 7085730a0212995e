package io.lockstep.worker.spark;

import io.lockstep.worker.LockstepException;
import io.lockstep.worker.WorkerResult;
import io.lockstep.worker.WorkerTask;
import io.lockstep.worker.config.TrainConfig;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The secret of a job under {@code spark.authenticate}, and without. */
final class SparkSecretTest {
    private static final String DRAWN = "ab".repeat(32);

    private static final TrainConfig CONFIG = TrainConfig.of(Map.of("data", "d", "model", "mlp"));

    @Test
    void isSparksUnderALabelAndTheJobsId() {
        // HMAC-SHA256, by: printf 'lockstep job secret 1 job' | openssl dgst -sha256 -hmac 'the secret of all
        // executors'
        assertThat(SparkSecret.derive("the secret of all executors", "job"))
                .isEqualTo("67f6b918f61249935e194442cc8ae35bf1d742179b54d200fb0383e5b0a5565f");
    }

    @Test
    void isMadeFromSparksByTheWorkersOfEachJob() throws Exception {
        try (JavaSparkContext spark = spark(true)) {
            String sparks = SparkEnv.get().securityManager().getSecretKey(); // a local master draws its own
            assertThat(secretOfWorker(spark, "job")).isEqualTo(SparkSecret.derive(sparks, "job"));
            assertThat(secretOfWorker(spark, "other")).isEqualTo(SparkSecret.derive(sparks, "other"));
        }
    }

    @Test
    void isTheDriversWhereSparkHasNone() throws Exception {
        try (JavaSparkContext spark = spark(false)) {
            assertThat(secretOfWorker(spark, "job")).isEqualTo(DRAWN);
        }
    }

    @Test
    void isNotMadeFromAShortOne() {
        SparkSecret.requireLong("0123456789abcdef");
        assertThatThrownBy(() -> SparkSecret.requireLong("letmein"))
                .isInstanceOf(LockstepException.class)
                .hasMessageContaining("spark.authenticate.secret needs at least 16 bytes but has 7");
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

    private static JavaSparkContext spark(boolean authenticate) {
        return new JavaSparkContext(new SparkConf()
                .setMaster("local[1]")
                .setAppName("spark secret test")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1")
                .set("spark.authenticate", Boolean.toString(authenticate))
                .set("spark.plugins", LockstepPlugin.class.getName()));
    }
}
