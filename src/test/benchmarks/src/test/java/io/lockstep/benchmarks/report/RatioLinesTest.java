package io.lockstep.benchmarks.report;

import io.lockstep.benchmarks.task.Mode;
import io.lockstep.benchmarks.task.Network;
import io.lockstep.benchmarks.task.Precision;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class RatioLinesTest {
    @Test
    void theLastLineIsTrainingInFloat32WithTheMostThreads() {
        List<String> lines = RatioLines.of(List.of(
                Results.row(Network.MLP, Mode.TRAINING, 1, 1, 9),
                Results.row(Network.RESNET18, Mode.INFERENCE, 1, 1, 9),
                Results.row(Network.MLP, Mode.TRAINING, 2, 1, 1.311),
                Results.row(Network.LENET, Mode.TRAINING, 2, 1, 1.519),
                Results.row(Network.RESNET18, Mode.TRAINING, 2, 1, 1.04),
                Results.row(Network.RESNET18, Mode.INFERENCE, 2, 1, 1.25),
                Results.row(Network.LENET, Mode.TRAINING, Precision.BFLOAT16, 2, 1, 2.5),
                Results.row(Network.RESNET50, Mode.TRAINING, 2, 1, 0.996),
                Results.row(Network.RESNET50, Mode.INFERENCE, 2, 1, 1.3)));

        assertThat(lines)
                .containsExactly(
                        "inference ratios: resnet18 1.25, resnet50 1.30",
                        "bfloat16 ratios: lenet 2.50",
                        "ratios: mlp 1.31, lenet 1.52, resnet18 1.04, resnet50 1.00");
    }

    @Test
    void whatWasNotMeasuredHasNoLine() {
        assertThat(RatioLines.of(List.of())).isEmpty();
        assertThat(RatioLines.of(List.of(Results.row(Network.MLP, Mode.TRAINING, 1, 2, 1))))
                .containsExactly("ratios: mlp 0.50");
    }
}
