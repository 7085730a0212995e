package io.lockstep.benchmarks.cpu;

import io.lockstep.benchmarks.task.Engine;
import io.lockstep.benchmarks.task.Network;
import io.lockstep.benchmarks.task.Precision;
import io.lockstep.benchmarks.task.Task;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class PlanTest {
    private static final List<Network> TWO = List.of(Network.MLP, Network.RESNET18);

    @Test
    void aRowForEachNumberOfThreadsAndModel() {
        assertThat(Plan.of(settings(true)))
                .extracting(Task::toString)
                .containsExactly(
                        "mlp training, 1 thread",
                        "resnet18 training, 1 thread",
                        "resnet18 bfloat16 training, 1 thread",
                        "resnet18 inference, 1 thread",
                        "mlp training, 2 threads",
                        "resnet18 training, 2 threads",
                        "resnet18 bfloat16 training, 2 threads",
                        "resnet18 inference, 2 threads");
    }

    @Test
    void inferenceCanBeLeftOut() {
        assertThat(Plan.of(settings(false)))
                .hasSize(6)
                .noneMatch(task -> task.toString().contains("inference"));
    }

    @Test
    void aTaskSurvivesItsArguments() {
        assertThat(Plan.of(settings(true)))
                .allSatisfy(task -> assertThat(Task.of(task.arguments())).isEqualTo(task));
    }

    @Test
    void libtorchRunsInEachLayoutThatMatters() {
        assertThat(Entrant.of(Network.MLP, false))
                .extracting(Entrant::toString)
                .containsExactly("lockstep", "libtorch contiguous");
        assertThat(Entrant.of(Network.LENET, false))
                .extracting(Entrant::toString)
                .containsExactly("lockstep", "libtorch contiguous", "libtorch channels-last");
    }

    @Test
    void libtorchIsTunedAndOnDemandUntunedToo() {
        assertThat(Entrant.of(Network.LENET, true))
                .extracting(Entrant::toString)
                .containsExactly(
                        "lockstep",
                        "libtorch contiguous",
                        "libtorch channels-last",
                        "libtorch contiguous untuned",
                        "libtorch channels-last untuned");
        assertThat(new Entrant(Engine.LIBTORCH_CONTIGUOUS, true).environment()).containsKey("MALLOC_TOP_PAD_");
        assertThat(new Entrant(Engine.LIBTORCH_CONTIGUOUS, false).environment()).isEmpty();
        assertThat(Entrant.of(Network.LENET, true).get(0).environment()).isEmpty();
    }

    private static Settings settings(boolean inference) {
        return new Settings(
                TWO,
                List.of(Precision.values()),
                inference,
                List.of(1, 2),
                21,
                false,
                false,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
