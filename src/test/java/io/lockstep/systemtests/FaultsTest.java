package io.lockstep.systemtests;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Faults that show on the cluster only: one line each, and nothing that could be taken for a finished run. */
@ExtendWith(ClusterExtension.class)
final class FaultsTest {
    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final int LABELS_HEADER_BYTES = 8;

    @TempDir
    private Path folder;

    @Test
    void namesAFileThatIsCutShort(Cluster cluster) throws Exception {
        copyData();
        for (String name : new String[] {"train-images", "t10k-images"}) {
            Path file = folder.resolve(name + "-idx3-ubyte.gz");
            byte[] whole = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        }
        expectFault(cluster, folder, "cut", "-images-idx3-ubyte.gz", "--workers", "2");
    }

    @Test
    void namesALabelOutOfRange(Cluster cluster) throws Exception {
        copyData();
        Path packed = folder.resolve("train-labels-idx1-ubyte.gz");
        byte[] labels;
        try (InputStream in = new GZIPInputStream(Files.newInputStream(packed))) {
            labels = in.readAllBytes();
        }
        labels[LABELS_HEADER_BYTES + 1000] = 11;
        Files.delete(packed);
        Files.write(folder.resolve("train-labels-idx1-ubyte"), labels);
        expectFault(cluster, folder, "label", "label 1000 should be 0 to 9, but is 11", "--workers", "2");
    }

    @Test
    void saysThatThereAreTooFewExecutors(Cluster cluster) throws Exception {
        expectFault(
                cluster,
                FashionMnistRuns.files(),
                "few",
                "of the 40 executors that --workers 40 needs started within 20 s",
                "--workers",
                "40",
                "--executor-timeout",
                "20s");
        try (FileSystem files = cluster.fileSystem()) {
            assertThat(files.exists(new org.apache.hadoop.fs.Path("/faults/few")))
                    .isFalse();
        }
    }

    @Test
    void reportsAllFaultsOfAConfigurationTogether(Cluster cluster) throws Exception {
        Outcome outcome =
                cluster.lockstep(LONGEST, "train", "--data", "/nowhere", "--modle", "mlp", "--batch-size", "0");
        assertThat(outcome.status()).as(outcome.output()).isEqualTo(2);
        assertThat(outcome.output())
                .contains("did you mean --model?", "--batch-size is \"0\"")
                .doesNotContain("\tat ");
    }

    private void copyData() throws IOException {
        try (var files = Files.newDirectoryStream(FashionMnistRuns.files(), "*-ubyte.gz")) {
            for (Path file : files) {
                Files.copy(file, folder.resolve(file.getFileName().toString()));
            }
        }
    }

    private static void expectFault(Cluster cluster, Path data, String name, String message, String... options)
            throws Exception {
        String[] words = FashionMnistRuns.train(data.toUri().toString(), cluster.hdfs("/faults"), name, options);
        Outcome outcome = cluster.lockstep(LONGEST, FashionMnistRuns.with(words, "--model", "mlp"));
        assertThat(outcome.status()).as(outcome.output()).isEqualTo(1);
        assertThat(outcome.output().lines().filter(line -> line.startsWith("lockstep: ")))
                .as(outcome.output())
                .singleElement()
                .asString()
                .contains(message);
        assertThat(outcome.output()).doesNotContain("\tat ");
        try (FileSystem files = cluster.fileSystem()) {
            assertThat(files.exists(new org.apache.hadoop.fs.Path("/faults/" + name + "/summary.json")))
                    .isFalse();
        }
    }
}
