package io.lockstep.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.lockstep.systemtests.FashionMnistRuns.summary;
import static io.lockstep.systemtests.FashionMnistRuns.train;
import static io.lockstep.systemtests.FashionMnistRuns.with;
import static org.assertj.core.api.Assertions.assertThat;

/** Training on Fashion-MNIST through {@code deploy/lockstep}, on the cluster's executors. */
@ExtendWith(ClusterExtension.class)
final class TrainingTest {
    private static final Duration LONGEST = Duration.ofMinutes(4);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void learnsOnWorkers(int workers, Cluster cluster) throws Exception {
        String data = workers == 2 ? copyToHdfs(cluster) : localData();
        String name = "workers-" + workers;
        String[] options = {"--model", "mlp", "--workers", Integer.toString(workers), "--epochs", "1"};
        expectSuccess(cluster.lockstep(LONGEST, train(data, cluster.hdfs("/learns"), name, options)));
        JsonNode summary = summary(cluster, "/learns/" + name);
        assertThat(summary.get("val/acc1").asDouble()).as(summary.toString()).isBetween(0.75, 0.95);
        assertThat(summary.get("world_size").asInt()).isEqualTo(workers);
        assertThat(summary.get("global_batch_size").asInt()).isEqualTo(64 * workers);
        assertThat(summary.get("samples_evaluated").asInt()).isEqualTo(10_000);
    }

    @Test
    void killedRunEndsWithTheWeightsOfAnUninterruptedOne(Cluster cluster) throws Exception {
        String out = cluster.hdfs("/killed");
        String[] options = {"--model", "mlp", "--workers", "2", "--epochs", "5"};
        try (Command training = cluster.startLockstep(train(localData(), out, "killed", options))) {
            // The first epoch's checkpoint is complete then.
            training.awaitOutput(Pattern.compile("epoch [234]/5 "), Duration.ofMinutes(2));
            cluster.awaitExecutors(2, Duration.ofSeconds(10)).get(1).kill();
            Outcome killed = expectSuccess(training.await(LONGEST));
            assertThat(killed.output()).containsPattern("restart 1 of 3 from step \\d+");
        }
        expectSuccess(cluster.lockstep(LONGEST, train(localData(), out, "calm", options)));
        JsonNode killed = summary(cluster, "/killed/killed");
        assertThat(killed.get("restarts").asInt()).isPositive();
        assertThat(killed.get("parameter_hash"))
                .isEqualTo(summary(cluster, "/killed/calm").get("parameter_hash"));
    }

    /** With batch normalisation and dropout; the second run stops and goes on within an epoch. */
    @Test
    void lenetResumesToTheSameWeightsAndIsEvaluated(Cluster cluster) throws Exception {
        String out = cluster.hdfs("/lenet");
        String[] options = {"--model", "lenet", "--workers", "2", "--epochs", "1", "--max-steps"};
        expectSuccess(cluster.lockstep(LONGEST, train(localData(), out, "whole", with(options, "40"))));
        expectSuccess(cluster.lockstep(LONGEST, train(localData(), out, "cut", with(options, "23"))));
        expectSuccess(cluster.lockstep(LONGEST, "train", "--resume", out + "/cut", "--max-steps", "40"));
        JsonNode whole = summary(cluster, "/lenet/whole");
        String hash = whole.get("parameter_hash").asText();
        assertThat(summary(cluster, "/lenet/cut").get("parameter_hash").asText())
                .isEqualTo(hash);
        // One worker judges as two did.
        String[] evaluate = {"evaluate", "--checkpoint", out + "/cut", "--workers", "1"};
        Outcome evaluated = expectSuccess(cluster.lockstep(LONGEST, evaluate));
        assertThat(evaluated.output()).contains(hash, whole.get("val/acc1").asText());
        Outcome inspected = expectSuccess(cluster.lockstep(LONGEST, "inspect", out + "/cut"));
        assertThat(inspected.output()).contains("features.0.weight", "step-40");
    }

    private static Outcome expectSuccess(Outcome outcome) {
        assertThat(outcome.status()).as(outcome.output()).isZero();
        return outcome;
    }

    private static String localData() {
        return FashionMnistRuns.files().toUri().toString();
    }

    private static String copyToHdfs(Cluster cluster) throws IOException {
        String folder = cluster.hdfs("/datasets/fashion-mnist");
        try (FileSystem files = cluster.fileSystem();
                var local = Files.newDirectoryStream(FashionMnistRuns.files(), "*-ubyte.gz")) {
            files.mkdirs(new org.apache.hadoop.fs.Path(folder));
            for (Path file : local) {
                files.copyFromLocalFile(
                        new org.apache.hadoop.fs.Path(file.toUri()), new org.apache.hadoop.fs.Path(folder));
            }
        }
        return folder;
    }
}
