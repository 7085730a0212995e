package io.lockstep.driver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

final class GradientsCommandTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void showsATableAPictureAndTheNumbers() throws IOException {
        Path svg = folder.resolve("gradients.svg");
        Path json = folder.resolve("gradients.json");
        assertThat(run("gradients", "--batch-size", "8", "--svg", svg.toString(), "--json", json.toString()))
                .isZero();
        assertThat(out.toString())
                .contains("root mean square per weight", "Euclidean norm", "sigmoid", "Kaiming", "wrote " + svg);
        assertThat(Files.readString(svg)).startsWith("<svg").contains("tanh").endsWith("</svg>\n");
        JsonNode numbers = new ObjectMapper().readTree(json.toFile());
        assertThat(numbers.at("/samples").asInt()).isEqualTo(8);
        assertThat(numbers.at("/variants/relu/norms_last_to_first")).hasSize(6);
        assertThat(numbers.at("/variants/sigmoid/per_weight_last_to_first")).hasSize(6);
    }

    @Test
    void reportsAllFaultsBeforeItCalculates() {
        assertThat(run("gradients", "--batch-size", "0", "--seed", "x", "--svg", folder + "/none/a.svg"))
                .isEqualTo(2);
        assertThat(err.toString())
                .contains(
                        "--batch-size is \"0\", must be a whole number from 1 to 1000000",
                        "--seed is \"x\", must be a whole number",
                        "--svg: there is no folder " + folder + "/none; make it");
        assertThat(out.toString()).isEmpty();
    }

    private int run(String... args) {
        return new Main(new SparkConf(false), new PrintWriter(out, true), new PrintWriter(err, true)).run(args);
    }
}
