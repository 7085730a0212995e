package io.lockstep.driver;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.driver.run.ConfigFile;
import io.lockstep.worker.Json;
import io.lockstep.worker.config.TrainConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Everything the command line says before it needs a cluster. */
final class MainTest {
    private static final String TENSORS = "{\"fc.bias\":{\"dtype\":\"F32\",\"shape\":[10],\"data_offsets\":[0,40]}}";

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void reportsFaultsOfAllKindsTogether() {
        int status = run("train", "--epoch", "3", "--lr=abc", "--model", "lennet", "--data", folder + "/none", "stray");
        assertThat(status).isEqualTo(2);
        assertThat(errors())
                .containsExactly(
                        "lockstep: unknown option --epoch; did you mean --epochs?",
                        "lockstep: unexpected argument \"stray\"",
                        "lockstep: --data file:" + folder + "/none does not exist; give the folder of a data set",
                        "lockstep: --model is \"lennet\" but must be one of convnet, lenet, mlp, mobilenet_v2, resnet101,"
                                + " resnet101_cifar, resnet18, resnet18_cifar, resnet34, resnet34_cifar, resnet50,"
                                + " resnet50_cifar, vgg11, vgg16, vit_b_16; did you mean lenet?",
                        "lockstep: --lr is \"abc\" but must be a number above 0 to 1000",
                        "See lockstep --help, or lockstep <command> --help for its options.");
    }

    @Test
    void theCommandLineWinsOverTheConfigurationFileWhoseFaultsNameIt() throws IOException {
        Path yaml = Files.writeString(folder.resolve("a.yaml"), "epochs: 0\nbatch-size: 0\nmomentun: 1\n");
        run("train", "--config", yaml.toString(), "--epochs", "2", "--model", "mlp", "--data", folder.toString());
        assertThat(errors())
                .contains(
                        "lockstep: unknown option momentun (" + yaml + "); did you mean momentum?",
                        "lockstep: batch-size (" + yaml + ") is \"0\" but must be a whole number from 1 to 1000000")
                .noneMatch(line -> line.contains("epochs"));
    }

    @Test
    void reportsAllFaultsOfAScalingExperimentTogether() {
        String[] options = {
            "--model",
            "mlp",
            "--workers",
            "2,x",
            "--mode",
            "wek",
            "--rounds",
            "0",
            "--emulate-compute",
            "-1",
            "--network",
            "fast",
            "--image-size",
            "8",
            "--data",
            folder.toString(),
            "--svg",
            folder + "/none/a.svg",
            "--link",
            "1gbit"
        };
        assertThat(run(with("scaling", options))).isEqualTo(2);
        assertThat(errors())
                .contains(
                        "lockstep: --workers is \"2,x\" but must be whole numbers from 1 to 4096 with commas between them",
                        "lockstep: --mode is \"wek\" but must be weak or strong",
                        "lockstep: --rounds is \"0\" but must be a whole number from 1 to 1000",
                        "lockstep: --emulate-compute is \"-1\" but must be a number above 0 to 600000",
                        "lockstep: --network is \"fast\" but must be a rate and maybe a latency such as 25gbit,10us",
                        "lockstep: --network is the network of --forecast; give that, too",
                        "lockstep: --svg: there is no folder " + folder + "/none; make it",
                        "lockstep: --link is that of emulated hosts; give --hosts, too",
                        "lockstep: --image-size is of images that are made up, but --data is given; leave one of them out");
    }

    @Test
    void saysWhyAScalingExperimentCannotBe() {
        run(with("scaling", "--model", "mlp", "--workers", "2,4"));
        run(with("scaling", "--model", "mlp", "--workers", "1,4", "--forecast", "64"));
        run(with("scaling", "--model", "mlp", "--workers", "1,2,3", "--mode", "strong", "--batch-size", "32"));
        run(with("scaling", "--model", "mlp", "--hosts", "2"));
        run(with("scaling", "--model", "mlp", "--epochs", "2"));
        assertThat(errors())
                .contains(
                        "lockstep: --workers must hold 1, which all others are measured against; give 1,2,4",
                        "lockstep: --forecast needs runs on 1 and 2 workers; add 2 to --workers",
                        "lockstep: --batch-size is 32, which --mode strong cannot split into 3 equal parts; give a multiple of"
                                + " all --workers, and of 2",
                        "lockstep: --workers goes up to 4, but --hosts 2 have room for one each; raise --hosts",
                        "lockstep: --hosts is done by deploy/lockstep, which sets up the network; start with that")
                .anyMatch(line -> line.startsWith("lockstep: unknown option --epochs"));
    }

    @Test
    void saysWhatToDoWithoutAMaster() {
        assertThat(run("train", "--model", "mlp", "--data", folder.toString(), "--out", folder.toString()))
                .isEqualTo(1);
        assertThat(errors()).singleElement().asString().startsWith("lockstep: no Spark master is set; start with");
        assertThat(folder.toFile().list()).isEmpty();
    }

    @Test
    void guessesTheCommandMeant() {
        assertThat(run("trian")).isEqualTo(2);
        assertThat(errors().get(0)).contains("unknown command trian").contains("did you mean train?");
        assertThat(run()).isEqualTo(2);
    }

    @Test
    void everyCommandHasHelpAndVersion() {
        for (String command : List.of("train", "evaluate", "inspect", "scaling")) {
            assertThat(run(command, "--help")).isZero();
            assertThat(run(command, "--version")).isZero();
        }
        assertThat(out.toString().replaceAll("\\s+", " "))
                .contains(
                        "--lr-warmup-epochs=<n>",
                        "Models: convnet, lenet, mlp, mobilenet_v2, resnet101, resnet101_cifar, resnet18, resnet18_cifar, resnet34,"
                                + " resnet34_cifar, resnet50, resnet50_cifar, vgg11, vgg16, vit_b_16",
                        "--checkpoint=<path>")
                .containsPattern("Lockstep \\d+\\.\\d+");
    }

    @Test
    void refusesIncompleteAndForeignCheckpoints() throws IOException {
        Path complete = checkpoint("run", 20);
        Path incomplete = Files.createDirectories(folder.resolve("run/checkpoints/step-30"));
        run("train", "--model", "lenet", "--data", folder.toString(), "--resume", incomplete.toString());
        assertThat(errors().get(0)).contains("step-30 is not a complete checkpoint (it has no _SUCCESS)");
        err.getBuffer().setLength(0);
        run("train", "--model", "mlp", "--data", folder.toString(), "--resume", complete.toString());
        assertThat(errors().get(0)).contains("is a checkpoint of model lenet, not of mlp; use --model lenet");
    }

    @Test
    void aResumedRunTakesOverWhatIsNotGiven() throws IOException {
        Path checkpoint = checkpoint("run", 20);
        run("train", "--resume", checkpoint.toString(), "--epochs", "0");
        assertThat(errors())
                .anyMatch(line -> line.contains("/d does not exist")) // the data of the checkpoint
                .anyMatch(line -> line.contains("--epochs is \"0\""))
                .noneMatch(line -> line.contains("--model") || line.contains("holds a run"));
    }

    @Test
    void refusesAFolderThatHoldsAnotherRun() throws IOException {
        checkpoint("run", 20);
        String[] again = {
            "train", "--model", "lenet", "--data", folder.toString(), "--out", folder.toString(), "--name", "run"
        };
        run(again);
        assertThat(errors().get(0)).contains("holds a run that did not finish; go on with --resume");
        err.getBuffer().setLength(0);
        Files.writeString(folder.resolve("run/summary.json"), "{}");
        run(again);
        assertThat(errors().get(0)).contains("holds a finished run");
    }

    @Test
    void inspectsRunsAndCheckpointsWithoutACluster() throws IOException {
        Path checkpoint = checkpoint("run", 20);
        Files.createDirectories(folder.resolve("run/checkpoints/step-30"));
        assertThat(run("inspect", folder.resolve("run").toString())).isZero();
        assertThat(out.toString())
                .containsPattern("step-20 +complete")
                .containsPattern("step-30 +incomplete")
                .containsPattern("parameters +10\\n")
                .containsPattern("fc.bias +F32 +\\[10\\] +40 bytes");
        out.getBuffer().setLength(0);
        assertThat(run("inspect", "--json", checkpoint.toString())).isZero();
        JsonNode report = Json.read(out.toString(), JsonNode.class);
        assertThat(report.path("model").asText()).isEqualTo("lenet");
        assertThat(report.path("elements").asLong()).isEqualTo(10);
        assertThat(run("inspect", folder.toString())).isEqualTo(2);
        assertThat(run("inspect")).isEqualTo(2);
    }

    private Path checkpoint(String run, long step) throws IOException {
        TrainConfig config = TrainConfig.of(Map.of("data", "d", "model", "lenet"));
        Path path = Files.createDirectories(folder.resolve(run + "/checkpoints/step-" + step));
        Files.writeString(folder.resolve(run + "/config.yaml"), ConfigFile.write(config));
        Files.writeString(path.resolve("state.json"), "{\"config\":" + Json.write(config) + "}");
        byte[] header = TENSORS.getBytes(StandardCharsets.UTF_8);
        ByteBuffer tensors =
                ByteBuffer.allocate(Long.BYTES + header.length + 40).order(ByteOrder.LITTLE_ENDIAN);
        Files.write(
                path.resolve("model.safetensors"),
                tensors.putLong(header.length).put(header).array());
        Files.createFile(path.resolve("_SUCCESS"));
        return path;
    }

    private int run(String... args) {
        return new Main(new SparkConf(false), new PrintWriter(out, true), new PrintWriter(err, true)).run(args);
    }

    private static String[] with(String command, String... options) {
        return Stream.concat(Stream.of(command), Stream.of(options)).toArray(String[]::new);
    }

    private List<String> errors() {
        return err.toString().lines().toList();
    }
}
