package io.lockstep.benchmarks.contestant.torch;

import io.lockstep.benchmarks.task.Mode;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class MultiplyAddsTest {
    @Test
    void trainingIsThreeTimesForwardLessTheFirstInputsGradient() {
        MultiplyAdds count = new MultiplyAdds();
        count.add(100, 9); // 900
        count.add(10, 20); // 200

        assertThat(count.flops(Mode.INFERENCE)).isEqualTo(2 * 1100);
        assertThat(count.flops(Mode.TRAINING)).isEqualTo(2 * (3 * 1100 - 900));
    }
}
