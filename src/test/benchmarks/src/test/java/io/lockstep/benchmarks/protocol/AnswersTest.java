package io.lockstep.benchmarks.protocol;

import io.lockstep.engine.backend.profile.OperationProfile;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class AnswersTest {
    @Test
    void whatIsWrittenIsRead() {
        Ready ready = new Ready(2.302585, 3.1e9);
        List<Window> windows = List.of(new Window(3, 1_200_000_001, 0), new Window(1, 5, 20_000_000));
        Peak peak = new Peak(1.15e11, 2.2e10);

        assertThat(Answers.readReady(Answers.ready(ready))).isEqualTo(ready);
        assertThat(Answers.readWindows(Answers.windows(windows), 2)).isEqualTo(windows);
        assertThat(Answers.readPeak(Answers.peak(peak))).isEqualTo(peak);
        StepProfile profile = new StepProfile(
                5,
                900,
                List.of(
                        new OperationProfile.Row("convolution backward data", 10, 700, 1L << 40),
                        new OperationProfile.Row("matmul", 5, 100, 12)));
        assertThat(Answers.readProfile(Answers.profile(profile))).isEqualTo(profile);
        assertThat(Answers.readMemory(Answers.memory(123_456))).isEqualTo(123_456);
        assertThat(Answers.readLoss(Answers.loss(0.25))).isEqualTo(0.25);
    }

    @Test
    void aLossMayBeNoNumber() {
        assertThat(Answers.readLoss(Answers.loss(Double.NaN))).isNaN();
        assertThat(Answers.readLoss(Answers.loss(Double.POSITIVE_INFINITY))).isInfinite();
    }

    @Test
    void anErrorIsToldInOneLine() {
        String line = Answers.error(new IllegalStateException("no memory\nat all"));

        assertThat(line).doesNotContain("\n");
        assertThatThrownBy(() -> Answers.readLoss(line))
                .isInstanceOf(AnswerException.class)
                .hasMessageContaining("no memory");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "windows",
                "windows ",
                "windows 1:2:3",
                "windows 1:2:3 1:2:3 1:2:3",
                "windows 1:2:3 1:2",
                "windows 1:2:3 1:2:x",
                "windows 1:2:3 0:2:3",
                "windows 1:2:3 1:0:3",
                "windows 1:2:3 1:2:-3",
                "loss 1.0"
            })
    void whatIsNoAnswerIsShown(String line) {
        assertThatThrownBy(() -> Answers.readWindows(line, 2))
                .isInstanceOf(AnswerException.class)
                .hasMessageContaining("\"" + line + "\"");
    }
}
