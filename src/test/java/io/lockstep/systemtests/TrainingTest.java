package io.lockstep.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Training of the mlp on Fashion-MNIST through {@code deploy/lockstep}, on the cluster's executors. */
@ExtendWith(ClusterExtension.class)
final class TrainingTest {
    private static final Duration LONGEST = Duration.ofMinutes(4);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void learnsOnWorkers(int workers, Cluster cluster) throws Exception {
        String data = workers == 2
                ? cluster.hdfs("/datasets/fashion-mnist")
                : fashionMnist().toUri().toString();
        if (workers == 2) {
            copyTo(cluster, data);
        }
        String out = cluster.hdfs("/learns");
        String name = "workers-" + workers;
        Outcome outcome = cluster.lockstep(
                LONGEST, train(data, out, name, "--workers", Integer.toString(workers), "--epochs", "1"));
        assertThat(outcome.status()).as(outcome.output()).isZero();
        JsonNode summary = summary(cluster, "/learns/" + name);
        assertThat(summary.get("val/acc1").asDouble()).as(summary.toString()).isBetween(0.75, 0.95);
        assertThat(summary.get("world_size").asInt()).isEqualTo(workers);
        assertThat(summary.get("global_batch_size").asInt()).isEqualTo(64 * workers);
        assertThat(summary.get("samples_evaluated").asInt()).isEqualTo(10_000);
    }

    @Test
    void killedRunEndsWithTheWeightsOfAnUninterruptedOne(Cluster cluster) throws Exception {
        String data = fashionMnist().toUri().toString();
        String out = cluster.hdfs("/killed");
        try (Command training = cluster.startLockstep(train(data, out, "killed", "--workers", "2", "--epochs", "4"))) {
            training.awaitOutput(Pattern.compile("epoch 1/4 "), Duration.ofMinutes(2));
            cluster.awaitExecutors(2, Duration.ofSeconds(10)).get(1).kill();
            Outcome outcome = training.await(LONGEST);
            assertThat(outcome.status()).as(outcome.output()).isZero();
        }
        Outcome calm = cluster.lockstep(LONGEST, train(data, out, "calm", "--workers", "2", "--epochs", "4"));
        assertThat(calm.status()).as(calm.output()).isZero();
        assertThat(summary(cluster, "/killed/killed").get("restarts").asInt()).isPositive();
        assertThat(summary(cluster, "/killed/killed").get("parameter_hash"))
                .isEqualTo(summary(cluster, "/killed/calm").get("parameter_hash"));
    }

    @Test
    void cutShortDataEndsTheRunWithOneLine(Cluster cluster, @TempDir Path folder) throws Exception {
        for (String name : new String[] {"train-images", "t10k-images"}) {
            byte[] whole = Files.readAllBytes(fashionMnist().resolve(name + "-idx3-ubyte.gz"));
            Files.write(folder.resolve(name + "-idx3-ubyte.gz"), Arrays.copyOf(whole, whole.length / 2));
        }
        for (String name : new String[] {"train-labels", "t10k-labels"}) {
            Files.copy(fashionMnist().resolve(name + "-idx1-ubyte.gz"), folder.resolve(name + "-idx1-ubyte.gz"));
        }
        Outcome outcome = cluster.lockstep(
                Duration.ofMinutes(2),
                train(folder.toUri().toString(), cluster.hdfs("/cut"), "cut", "--workers", "2", "--epochs", "1"));
        assertThat(outcome.status()).as(outcome.output()).isEqualTo(1);
        assertThat(outcome.output()).contains("-images-idx3-ubyte.gz").doesNotContain("\tat ");
    }

    @Test
    void unknownModelAndOptionAreReportedTogether(Cluster cluster) throws Exception {
        Outcome outcome = cluster.lockstep(
                Duration.ofMinutes(1),
                "train",
                "--data",
                fashionMnist().toString(),
                "--modle",
                "mlp",
                "--batch-size",
                "0");
        assertThat(outcome.status()).as(outcome.output()).isEqualTo(2);
        assertThat(outcome.output()).contains("--model").contains("batch-size").doesNotContain("\tat ");
    }

    private static String[] train(String data, String out, String name, String... more) {
        String[] common = {
            "train",
            "--model",
            "mlp",
            "--data",
            data,
            "--out",
            out,
            "--name",
            name,
            "--batch-size",
            "64",
            "--lr",
            "0.05"
        };
        String[] words = Arrays.copyOf(common, common.length + more.length);
        System.arraycopy(more, 0, words, common.length, more.length);
        return words;
    }

    private static void copyTo(Cluster cluster, String folder) throws IOException {
        try (FileSystem files = cluster.fileSystem();
                var local = Files.newDirectoryStream(fashionMnist(), "*-ubyte.gz")) {
            files.mkdirs(new org.apache.hadoop.fs.Path(folder));
            for (Path file : local) {
                files.copyFromLocalFile(
                        new org.apache.hadoop.fs.Path(file.toUri()), new org.apache.hadoop.fs.Path(folder));
            }
        }
    }

    private static JsonNode summary(Cluster cluster, String run) throws IOException {
        try (FileSystem files = cluster.fileSystem();
                InputStream in = files.open(new org.apache.hadoop.fs.Path(run + "/summary.json"))) {
            return new ObjectMapper().readTree(in);
        }
    }

    /** Where deploy/verify found or put Fashion-MNIST. */
    private static Path fashionMnist() {
        return Path.of(System.getenv().getOrDefault("LOCKSTEP_FASHION_MNIST", "/usr/share/datasets/fashion-mnist"));
    }
}
