package io.lockstep.driver.monitor;

import io.lockstep.worker.WorkerEvent;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class ConsoleDisplayTest {
    private final AtomicLong nanoTime = new AtomicLong();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void aTerminalShowsProgressInPlace() {
        ConsoleDisplay display = new ConsoleDisplay(out, true, nanoTime::get);
        display.show(progress(1, 10));
        pass(Duration.ofSeconds(10));
        display.show(progress(1, 20));
        display.show(new WorkerEvent.Note("done"));
        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .isEqualTo("\r\u001b[Kepoch 1/2  step 10/100  loss 0.5000  lr 0.10  700 images/s  ETA -"
                        + "\r\u001b[Kepoch 1/2  step 20/100  loss 0.5000  lr 0.10  700 images/s  ETA 3:00"
                        + "\r\u001b[Kdone\n");
    }

    @Test
    void aLogGetsALineEveryTenSeconds() {
        ConsoleDisplay display = new ConsoleDisplay(out, false, nanoTime::get);
        for (int step = 1; step <= 25; step++) {
            pass(Duration.ofSeconds(1));
            display.show(progress(1, step));
        }
        assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "epoch 1/2  step 10/100  loss 0.5000  lr 0.10  700 images/s  ETA 3:10",
                        "epoch 1/2  step 20/100  loss 0.5000  lr 0.10  700 images/s  ETA 3:00");
    }

    @Test
    void showsTheEndOfAnEpochInBoth() {
        WorkerEvent epoch = new WorkerEvent.EpochDone(2, 9, 20, 0.41234, 0.85, 0.39, 0.8712, 0.1, 712.4, 21.34, "abc");
        new ConsoleDisplay(out, false, nanoTime::get).show(epoch);
        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .isEqualTo(
                        "epoch 2/9  train loss 0.4123 acc 85.00 %  val loss 0.3900 acc 87.12 %  712 images/s  21.3 s\n");
    }

    @Test
    void clearsAPassingTextOnATerminal() {
        ConsoleDisplay display = new ConsoleDisplay(out, true, nanoTime::get);
        display.passing("waiting");
        display.clear();
        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("\r\u001b[Kwaiting\r\u001b[K");
    }

    @Test
    void tellsWhatIsSentAndHowMuchOfItIsHidden() {
        assertThat(ProgressText.of(progress(1, 10, 750_000, 0.8251), null))
                .endsWith("700 images/s  0.750 MB/step sent, 83 % hidden  ETA -");
        assertThat(ProgressText.of(progress(1, 10, 750_000, null), null))
                .endsWith("700 images/s  0.750 MB/step sent  ETA -");
    }

    @Test
    void writesTimesAsAClock() {
        assertThat(ProgressText.clock(Duration.ofSeconds(9))).isEqualTo("0:09");
        assertThat(ProgressText.clock(Duration.ofSeconds(754))).isEqualTo("12:34");
        assertThat(ProgressText.clock(Duration.ofSeconds(3723))).isEqualTo("1:02:03");
    }

    @Test
    void aRestartStartsTheEstimateAnew() {
        RemainingTime remaining = new RemainingTime(nanoTime::get);
        assertThat(remaining.after(progress(1, 50))).isNull();
        pass(Duration.ofMinutes(1));
        assertThat(remaining.after(progress(1, 10))).isNull();
        pass(Duration.ofSeconds(10));
        assertThat(remaining.after(progress(1, 20))).isEqualTo(Duration.ofMinutes(3));
    }

    private static WorkerEvent.TrainProgress progress(int epoch, int step) {
        return progress(epoch, step, 0, null);
    }

    private static WorkerEvent.TrainProgress progress(
            int epoch, int step, double commBytesPerStep, @Nullable Double commHidden) {
        return new WorkerEvent.TrainProgress(
                epoch, 2, step, 100, (epoch - 1) * 100L + step, 200, 0.5, 0.1, 700, commBytesPerStep, commHidden);
    }

    private void pass(Duration time) {
        nanoTime.addAndGet(time.toNanos());
    }
}
