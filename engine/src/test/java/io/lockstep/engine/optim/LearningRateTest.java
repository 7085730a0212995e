package io.lockstep.engine.optim;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class LearningRateTest {
    @Test
    void decaysInStairs() {
        LearningRate rate = LearningRate.stepDecay(0.8, 3, 0.5);
        assertThat(new double[] {rate.at(0), rate.at(2), rate.at(3), rate.at(5), rate.at(6)})
                .containsExactly(new double[] {0.8, 0.8, 0.4, 0.4, 0.2}, within(1e-15));
    }

    @Test
    void fallsAlongACosine() {
        LearningRate rate = LearningRate.cosine(1.0, 0.2, 12);
        // cos(pi / 3) = 1/2 at a third of the way.
        assertThat(new double[] {rate.at(0), rate.at(4), rate.at(6), rate.at(12), rate.at(20)})
                .containsExactly(new double[] {1.0, 0.8, 0.6, 0.2, 0.2}, within(1e-15));
    }

    @Test
    void warmsUpBeforeTheScheduleStarts() {
        LearningRate rate = LearningRate.warmup(LearningRate.stepDecay(0.4, 2, 0.1), 4, 0.25);
        assertThat(new double[] {rate.at(0), rate.at(1), rate.at(3), rate.at(4), rate.at(5), rate.at(6)})
                .containsExactly(new double[] {0.1, 0.175, 0.325, 0.4, 0.4, 0.04}, within(1e-15));
        assertThat(LearningRate.warmup(LearningRate.constant(0.3), 0, 0.1).at(0))
                .isEqualTo(0.3);
    }

    @Test
    void refusesStairsOfNoLength() {
        assertThatThrownBy(() -> LearningRate.stepDecay(0.1, 0, 0.5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("stepsPerDecay");
    }
}
