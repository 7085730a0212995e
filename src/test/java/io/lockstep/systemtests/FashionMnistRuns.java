package io.lockstep.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.hadoop.fs.FileSystem;

/** What the tests' training runs have in common. */
final class FashionMnistRuns {
    private FashionMnistRuns() {}

    /** Where deploy/verify found or put Fashion-MNIST. */
    static Path files() {
        return Path.of(System.getenv().getOrDefault("LOCKSTEP_FASHION_MNIST", "/usr/share/datasets/fashion-mnist"));
    }

    /** The words of {@code train} for the run {@code out/name} on {@code data}; options among {@code more} win. */
    static String[] train(String data, String out, String name, String... more) {
        return with(
                new String[] {
                    "train", "--data", data, "--out", out, "--name", name, "--batch-size", "64", "--lr", "0.05"
                },
                more);
    }

    static String[] with(String[] words, String... more) {
        String[] all = Arrays.copyOf(words, words.length + more.length);
        System.arraycopy(more, 0, all, words.length, more.length);
        return all;
    }

    /** {@code summary.json} of a finished run. */
    static JsonNode summary(Cluster cluster, String run) throws IOException {
        try (FileSystem files = cluster.fileSystem();
                InputStream in = files.open(new org.apache.hadoop.fs.Path(run + "/summary.json"))) {
            return new ObjectMapper().readTree(in);
        }
    }
}
