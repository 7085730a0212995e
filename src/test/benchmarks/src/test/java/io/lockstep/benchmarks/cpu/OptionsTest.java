package io.lockstep.benchmarks.cpu;

import io.lockstep.benchmarks.command.OptionException;
import io.lockstep.benchmarks.task.Network;
import io.lockstep.benchmarks.task.Precision;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Model.OptionSpec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class OptionsTest {
    private static final int CORES = 8;

    @Test
    void withoutOptionsAllIsMeasured() {
        Settings settings = settings();

        assertThat(settings.networks()).containsExactly(Network.values());
        assertThat(settings.threads()).containsExactly(1, CORES);
        assertThat(settings.steps()).isGreaterThanOrEqualTo(20);
        assertThat(settings.inference()).isTrue();
        assertThat(settings.quick()).isFalse();
        assertThat(settings.untuned()).isFalse();
        assertThat(settings.json()).isEmpty();
        assertThat(settings.markdown()).isEmpty();
    }

    @Test
    void bfloat16IsMeasuredWhereTheProcessorHasItOrOnDemand() {
        assertThat(settings().precisions()).containsExactly(Precision.FLOAT32);
        assertThat(new Options(1, true)
                        .settings(Options.commandLine().parseArgs())
                        .precisions())
                .containsExactly(Precision.FLOAT32, Precision.BFLOAT16);
        assertThat(settings("--precisions", "bfloat16").precisions()).containsExactly(Precision.BFLOAT16);
    }

    @Test
    void oneCoreIsMeasuredOnce() {
        assertThat(new Options(1, false)
                        .settings(Options.commandLine().parseArgs())
                        .threads())
                .containsExactly(1);
    }

    @Test
    void quickTakesTheMostThreads() {
        assertThat(settings("--quick").threads()).containsExactly(CORES);
        assertThat(settings("--quick", "--threads", "3,2").threads()).containsExactly(3);
        assertThat(settings("--quick").steps()).isLessThan(settings().steps());
        assertThat(settings("--quick", "--steps", "4").steps()).isEqualTo(4);
    }

    @Test
    void eachOptionIsTaken() {
        Settings settings = settings(
                "--models=lenet,mlp",
                "--threads=4,1,4",
                "--no-inference",
                "--untuned",
                "--json",
                "a.json",
                "--markdown",
                "b.md");

        assertThat(settings.networks()).containsExactly(Network.MLP, Network.LENET);
        assertThat(settings.threads()).containsExactly(1, 4);
        assertThat(settings.inference()).isFalse();
        assertThat(settings.untuned()).isTrue();
        assertThat(settings.json()).contains(Path.of("a.json"));
        assertThat(settings.markdown()).contains(Path.of("b.md"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeIsNamedWithWhatIsRight(String arguments, String[] said) {
        assertThatThrownBy(() -> settings(arguments.split(" ", -1)))
                .isInstanceOfSatisfying(
                        OptionException.class,
                        e -> assertThat(e.faults()).singleElement().asString().contains(said));
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                mistake("--models mlp,lenot", "--models", "lenot", "mlp, lenet, resnet18, resnet50"),
                mistake("--models=", "--models", "\"\""),
                mistake("--precisions float64", "--precisions", "float64", "float32, bfloat16"),
                mistake("--threads 0", "--threads", "1 to 1024", "\"0\""),
                mistake("--threads 1,two", "--threads", "\"two\""),
                mistake("--steps -3", "--steps", "\"-3\""),
                mistake("--steps", "--steps"),
                mistake("--colour", "--colour"),
                mistake("resnet18", "resnet18"));
    }

    @Test
    void allMistakesAreToldAtOnce() {
        assertThatThrownBy(() -> settings("--models", "alexnet", "--threads", "x", "--colour"))
                .isInstanceOfSatisfying(
                        OptionException.class, e -> assertThat(e.faults()).hasSize(3));
    }

    @Test
    void helpNamesEachOption() {
        String help = Options.commandLine().getUsageMessage();

        assertThat(Options.commandLine().getCommandSpec().options())
                .extracting(OptionSpec::longestName)
                .allSatisfy(name -> assertThat(help).contains(name));
    }

    private static Settings settings(String... arguments) {
        return new Options(CORES, false).settings(Options.commandLine().parseArgs(arguments));
    }

    private static Arguments mistake(String arguments, String... said) {
        return Arguments.of(arguments, Arrays.copyOf(said, said.length));
    }
}
