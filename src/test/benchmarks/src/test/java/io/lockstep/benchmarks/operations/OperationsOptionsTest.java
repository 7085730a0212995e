package io.lockstep.benchmarks.operations;

import io.lockstep.benchmarks.command.OptionException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class OperationsOptionsTest {
    private static final int CORES = 8;

    @Test
    void withoutOptionsAllIsMeasuredOnAMillionElements() {
        OperationsSettings settings = settings();

        assertThat(settings.elements()).isEqualTo(1_000_000);
        assertThat(settings.threads()).isEqualTo(CORES);
        assertThat(settings.names().matcher("softmax(1)").find()).isTrue();
        assertThat(settings.json()).isEmpty();
        assertThat(settings.markdown()).isEmpty();
        assertThat(settings("--quick").rounds()).isLessThan(settings.rounds());
    }

    @Test
    void optionsAreTaken() {
        OperationsSettings settings =
                settings("--only", "^s", "--rounds", "4", "--threads=1", "--json", "a.json", "--markdown", "a.md");

        assertThat(settings.names().matcher("softmax(1)").find()).isTrue();
        assertThat(settings.names().matcher("logSoftmax(1)").find()).isFalse();
        assertThat(settings.rounds()).isEqualTo(4);
        assertThat(settings.threads()).isEqualTo(1);
        assertThat(settings.json()).contains(Path.of("a.json"));
        assertThat(settings.markdown()).contains(Path.of("a.md"));
    }

    @Test
    void allThatIsWrongIsTold() {
        assertThatThrownBy(() -> settings("--only", "(", "--rounds", "0", "--elements", "many"))
                .isInstanceOfSatisfying(
                        OptionException.class,
                        e -> assertThat(e.faults())
                                .hasSize(3)
                                .anySatisfy(
                                        fault -> assertThat(fault).startsWith("--only expects a regular expression"))
                                .contains("--rounds expects a number from 1 to 10000, but got \"0\"")
                                .contains("--elements expects a number from 10000 to 100000000, but got \"many\""));
    }

    private static OperationsSettings settings(String... arguments) {
        return new OperationsOptions(CORES)
                .settings(OperationsOptions.commandLine().parseArgs(arguments));
    }
}
