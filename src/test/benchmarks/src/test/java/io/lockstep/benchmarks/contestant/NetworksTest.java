package io.lockstep.benchmarks.contestant;

import io.lockstep.benchmarks.contestant.engine.EngineInference;
import io.lockstep.benchmarks.contestant.engine.EngineTraining;
import io.lockstep.benchmarks.contestant.torch.TorchInference;
import io.lockstep.benchmarks.contestant.torch.TorchTraining;
import io.lockstep.benchmarks.protocol.Ready;
import io.lockstep.benchmarks.task.Engine;
import io.lockstep.benchmarks.task.Mode;
import io.lockstep.benchmarks.task.Network;
import io.lockstep.benchmarks.task.Precision;
import io.lockstep.benchmarks.task.Task;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Contestants of all engines compute the same. */
final class NetworksTest {
    private static final Percentage SAME = Percentage.withPercentage(0.1);

    /** Multiplications for an image, in the whole network and in its first layer. */
    @ParameterizedTest
    @CsvSource({
        "MLP, 535040, 401408",
        "LENET, 30735360, 225792",
        "RESNET18, 555422720, 1769472",
        "RESNET50, 4089184256, 118013952"
    })
    void allBeginWithTheSameNetwork(Network network, double multiplications, double first) {
        Task task = task(network, Mode.TRAINING);
        try (Workload ours = new EngineTraining(task);
                Workload contiguous = new TorchTraining(task, Engine.LIBTORCH_CONTIGUOUS);
                Workload channelsLast = new TorchTraining(task, Engine.LIBTORCH_CHANNELS_LAST)) {
            double loss = ours.ready().loss();
            double flops = 2 * (3 * multiplications - first) * network.batch();

            for (Ready ready : List.of(contiguous.ready(), channelsLast.ready())) {
                assertThat(ready.loss()).isCloseTo(loss, SAME);
                assertThat(ready.flops()).isEqualTo(flops);
            }
        }
    }

    @Test
    void inferenceHasTheStatisticsOfBatchesSeen() {
        Task task = task(Network.RESNET18, Mode.INFERENCE);
        try (Workload fresh = new EngineTraining(task);
                Workload ours = new EngineInference(task);
                Workload torch = new TorchInference(task, Engine.LIBTORCH_CHANNELS_LAST)) {
            double loss = ours.ready().loss();

            assertThat(loss).isNotCloseTo(fresh.ready().loss(), SAME);
            assertThat(torch.ready().loss()).isCloseTo(loss, SAME);
            ours.step();
            assertThat(ours.loss()).isEqualTo(loss);
        }
    }

    /** No dropout and no batch normalisation here: the losses stay together. */
    @Test
    void trainingGivesTheSameLosses() {
        Task task = task(Network.MLP, Mode.TRAINING);
        try (Workload ours = new EngineTraining(task);
                Workload torch = new TorchTraining(task, Engine.LIBTORCH_CONTIGUOUS)) {
            double loss = ours.ready().loss();
            for (int step = 0; step < 12; step++) {
                ours.step();
                torch.step();

                assertThat(torch.loss()).as("step " + step).isCloseTo(ours.loss(), SAME);
            }
            assertThat(ours.loss()).isLessThan(loss);
        }
    }

    private static Task task(Network network, Mode mode) {
        return new Task(network, mode, Precision.FLOAT32, 1);
    }
}
