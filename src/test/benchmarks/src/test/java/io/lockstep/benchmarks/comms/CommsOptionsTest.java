package io.lockstep.benchmarks.comms;

import io.lockstep.benchmarks.command.OptionException;
import io.lockstep.benchmarks.comms.entrant.Entrant;
import io.lockstep.benchmarks.comms.network.LinkRate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Model.OptionSpec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class CommsOptionsTest {
    private static final List<String> CONGESTION_CONTROLS = List.of("reno", "bbr", "cubic");

    @Test
    void withoutOptionsLockstepAloneIsMeasured() {
        CommsSettings settings = settings();

        assertThat(settings.ranks()).containsExactly(2, 4, 8);
        assertThat(settings.sizes()).containsExactly(1024L, 65536L, 1L << 20, 25L << 20, 100L << 20);
        assertThat(names(settings)).containsExactly("lockstep");
        assertThat(settings.rounds()).isGreaterThanOrEqualTo(8);
        assertThat(settings.hosts()).isEmpty();
        assertThat(settings.json()).isEmpty();
        assertThat(settings.svg()).isEmpty();
        assertThat(settings.markdown()).isEmpty();
    }

    @Test
    void peersAreAllOrThoseNamed() {
        assertThat(names(settings("--peers")))
                .startsWith("lockstep", "gloo")
                .contains("gloo-halving-doubling", "mpi", "mpi-ring", "mpi-rabenseifner");
        assertThat(names(settings("--peers", "--quick"))).isEqualTo(names(settings("--peers", "all")));
        assertThat(names(settings("--peers", "mpi-ring,gloo")))
                .startsWith("lockstep", "mpi-ring", "gloo", "gloo-ring")
                .doesNotContain("mpi");
        assertThat(names(settings("--peers=gloo-ring,gloo-ring"))).containsExactly("lockstep", "gloo-ring");
    }

    @Test
    void variantsStandBesideLockstepAsItIs() {
        assertThat(names(settings("--variants", "small:chunk=65536,large:chunk=4194304", "--peers", "gloo-ring")))
                .containsExactly("lockstep", "lockstep-small", "lockstep-large", "gloo-ring");
    }

    @Test
    void rootMeasuresInANetworkWithoutPacing() {
        assertThat(settings().congestionControl()).contains("reno");
        assertThat(settings("--congestion", "cubic").congestionControl()).contains("cubic");
        assertThat(settings("--congestion", "system").congestionControl()).isEmpty();
        assertThat(new CommsOptions(false, CONGESTION_CONTROLS)
                        .settings(CommsOptions.commandLine().parseArgs())
                        .congestionControl())
                .isEmpty();
    }

    @Test
    void emulatedHostsHaveARankEach() {
        CommsSettings settings = settings("--hosts", "4", "--link", "100mbit");

        assertThat(settings.hosts()).hasValue(4);
        assertThat(settings.ranks()).containsExactly(4);
        assertThat(settings.link()).isEqualTo(new LinkRate(100));
        assertThat(settings("--hosts", "4", "--ranks", "2,4").ranks()).containsExactly(2, 4);
        assertThat(settings("--hosts", "4").link()).isEqualTo(new LinkRate(1000));
    }

    @Test
    void aClusterIsNamed() {
        assertThat(settings("--master", "spark://host:7077").master()).contains("spark://host:7077");
        assertThat(settings().master()).isEmpty();
    }

    @Test
    void eachOtherOptionIsTaken() {
        CommsSettings settings = settings(
                "--ranks=4,2,4",
                "--sizes=25m,1k",
                "--rounds",
                "12",
                "--turn",
                "250",
                "--json",
                "a.json",
                "--svg",
                "b.svg",
                "--markdown",
                "c.md");

        assertThat(settings.ranks()).containsExactly(2, 4);
        assertThat(settings.sizes()).containsExactly(1024L, 25L << 20);
        assertThat(settings.rounds()).isEqualTo(12);
        assertThat(settings.turn()).isEqualTo(Duration.ofMillis(250));
        assertThat(settings.json()).contains(Path.of("a.json"));
        assertThat(settings.svg()).contains(Path.of("b.svg"));
        assertThat(settings.markdown()).contains(Path.of("c.md"));
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
                mistake("--ranks 1", "--ranks", "2 to 64", "\"1\""),
                mistake("--ranks 2,", "--ranks", "\"\""),
                mistake("--sizes 1k,25mb", "--sizes", "25mb", "1k,25m"),
                mistake("--peers nccl", "--peers", "nccl", "gloo", "mpi-ring"),
                mistake("--variants small", "--variants", "\"small\"", "small:chunk=65536"),
                mistake("--variants a:chunk=65536,a:chunk=4096", "--variants", "a twice"),
                mistake("--variants a:speed=1", "--variants", "speed=1", "chunk"),
                mistake("--variants a:chunk=1", "--variants", "1024"),
                mistake("--rounds 0", "--rounds", "\"0\""),
                mistake("--turn fast", "--turn", "\"fast\""),
                mistake("--congestion vegas", "--congestion", "vegas", "reno, bbr, cubic"),
                mistake("--link 1gbit", "--link", "--hosts"),
                mistake("--hosts 4 --link 1gb", "--link", "1gb", "100mbit"),
                mistake("--hosts 4 --ranks 8", "--ranks", "2 to 4"),
                mistake("--master spark://host:7077 --peers", "--peers", "--master"),
                mistake("--master spark://host:7077 --hosts 4", "--hosts", "--master"),
                mistake("--rounds", "--rounds"),
                mistake("--colour", "--colour"),
                mistake("25m", "25m"));
    }

    @Test
    void whatNeedsRootSaysSo() {
        assertThatThrownBy(() -> new CommsOptions(false, CONGESTION_CONTROLS)
                        .settings(CommsOptions.commandLine().parseArgs("--hosts", "4", "--congestion", "reno")))
                .isInstanceOfSatisfying(
                        OptionException.class,
                        e -> assertThat(e.faults()).hasSize(2).allMatch(fault -> fault.contains("root")));
    }

    @Test
    void helpNamesEachOption() {
        String help = CommsOptions.commandLine().getUsageMessage();

        assertThat(CommsOptions.commandLine().getCommandSpec().options())
                .extracting(OptionSpec::longestName)
                .allSatisfy(name -> assertThat(help).contains(name));
    }

    private static List<String> names(CommsSettings settings) {
        return settings.entrants().stream().map(Entrant::name).toList();
    }

    private static CommsSettings settings(String... arguments) {
        return new CommsOptions(true, CONGESTION_CONTROLS)
                .settings(CommsOptions.commandLine().parseArgs(arguments));
    }

    private static Arguments mistake(String arguments, String... said) {
        return Arguments.of(arguments, Arrays.copyOf(said, said.length));
    }
}
