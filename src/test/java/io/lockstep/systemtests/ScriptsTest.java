package io.lockstep.systemtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The scripts of {@code deploy/}, as far as they need no cluster. */
final class ScriptsTest {
    private static final Duration SHORT = Duration.ofMinutes(1);

    @ParameterizedTest
    @ValueSource(
            strings = {"bench", "build", "bundle-gpu", "cluster", "emulate", "hdfs", "lockstep", "quickstart", "verify"
            })
    void eachExplainsItself(String script) throws Exception {
        Outcome outcome = Command.run(SHORT, Checkout.script(script), "--help");

        assertThat(outcome.status()).as(outcome.output()).isZero();
        assertThat(outcome.output()).contains("deploy/" + script);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bundle-gpu", "cluster start", "quickstart"})
    void unknownOptionIsOneLineThatNamesIt(String words) throws Exception {
        String[] parts = words.split(" ", -1);
        parts[0] = Checkout.script(parts[0]);
        String[] command =
                Stream.concat(Stream.of(parts), Stream.of("--colour")).toArray(String[]::new);

        Outcome outcome = Command.run(SHORT, command);

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.lines()).singleElement().asString().contains("--colour", "--help");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "two", ""})
    void workersOfAClusterMustBeACount(String count) throws Exception {
        Outcome outcome = Command.run(SHORT, Checkout.script("cluster"), "start", "--workers", count);

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.lines()).singleElement().asString().contains("--workers");
    }

    /** Without the application's jar, which it does not use. */
    @ParameterizedTest
    @ValueSource(strings = {"", "--help"})
    void benchmarksExplainThemselves(String option) throws Exception {
        Outcome outcome = Command.run(
                SHORT,
                Map.of("LOCKSTEP_JAR", "/nowhere/lockstep.jar"),
                "bash",
                "-c",
                Checkout.script("lockstep") + " bench " + option);

        assertThat(outcome.status()).as(outcome.output()).isZero();
        assertThat(outcome.output())
                .contains("deploy/lockstep bench cpu [options]", "deploy/lockstep bench comms [options]");
    }

    @Test
    void anUnknownBenchmarkIsOneLineThatNamesIt() throws Exception {
        Outcome outcome = Command.run(SHORT, Checkout.script("lockstep"), "bench", "tpu");

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.lines()).singleElement().asString().contains("tpu", "cpu", "comms", "--help");
    }

    @Test
    void lockstepWithoutAJarSaysHowToBuildIt() throws Exception {
        Outcome outcome = Command.run(
                SHORT, Map.of("LOCKSTEP_JAR", "/nowhere/lockstep.jar"), Checkout.script("lockstep"), "train");

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.lines()).singleElement().asString().contains("/nowhere/lockstep.jar", "deploy/build");
    }

    @Test
    void theShellKnowsTheEnginesNames() throws Exception {
        String program = """
                var x = device.tensor(new double[] {1, 2}).requiresGrad_()
                new Sequential(new ReLU()).call(x).pow(2).sum().backward()
                System.out.println(x.grad())
                """;
        Outcome outcome = Command.run(
                SHORT,
                Map.of("PROGRAM", program),
                "bash",
                "-c",
                "printf '%s' \"$PROGRAM\" | " + Checkout.script("lockstep") + " shell -");

        assertThat(outcome.status()).as(outcome.output()).isZero();
        assertThat(outcome.output()).contains("tensor([2., 4.], dtype=torch.float64)");
    }

    @Test
    void shellcheckHasNothingToSay() throws Exception {
        assumeTrue(isInstalled("shellcheck"), "shellcheck is not installed");
        List<String> scripts;
        try (Stream<Path> files = Files.list(Checkout.ROOT.resolve("deploy"))) {
            scripts = files.filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                    .map(Path::toString)
                    .toList();
        }
        String[] command =
                Stream.concat(Stream.of("shellcheck"), scripts.stream()).toArray(String[]::new);

        Outcome outcome = Command.run(SHORT, command);

        assertThat(outcome.output()).isEmpty();
        assertThat(outcome.status()).isZero();
    }

    private static boolean isInstalled(String program) throws IOException, InterruptedException {
        return Command.run(SHORT, "bash", "-c", "command -v " + program).status() == 0;
    }
}
