package io.lockstep.engine.training;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ProgressLineTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    private long now;

    /** 100 batches of 8 samples, 4 each second. */
    private void run(ProgressLine line, int batches, SmallTraining training) {
        for (int batch = 1; batch <= batches; batch++) {
            now += 250_000_000;
            line.stepDone(
                    training.trainer,
                    new StepReport(new TrainingPosition(1, batch, 100, 100 + batch), 3, 8, 1, 0.5, 1e-3));
        }
        Map<String, Double> values = new LinkedHashMap<>(Map.of("loss", 0.25));
        values.put("acc1", 0.875);
        line.epochDone(
                training.trainer,
                new EpochReport(2, 3, 200, 1e-3, new Scores(800, Map.of("loss", 0.5)), new Scores(80, values), 3725));
    }

    @Test
    void writesOverItsLine() {
        try (SmallTraining training = new SmallTraining(1, 1)) {
            run(new ProgressLine(out, true, () -> now), 3, training);
        }
        String first = "epoch 2/3  batch 1/100  loss 0.5000  lr 0.0010";
        String second = "epoch 2/3  batch 2/100  loss 0.5000  lr 0.0010  32 samples/s  ETA 0:25";
        String third = "epoch 2/3  batch 3/100  loss 0.5000  lr 0.0010  32 samples/s  ETA 0:24";
        String done = "epoch 2/3  train loss 0.5000  val loss 0.2500  acc1 0.8750  lr 0.0010  1:02:05";
        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .isEqualTo("\r" + String.join("\r", List.of(first, second, third, done)) + System.lineSeparator());
    }

    @Test
    void writesOfEpochsOnlyWhereThereIsNoTerminal() {
        try (SmallTraining training = new SmallTraining(1, 1)) {
            run(new ProgressLine(out, false, () -> now), 3, training);
        }
        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .isEqualTo("epoch 2/3  train loss 0.5000  val loss 0.2500  acc1 0.8750  lr 0.0010  1:02:05"
                        + System.lineSeparator());
    }
}
