package io.lockstep.comms;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Candidate 0 is the built-in choice, unless a test says otherwise; times by round and candidate. */
final class TunerTest {
    @Test
    void whoIsClearlyFasterInEveryRoundWins() {
        assertThat(Tuner.winner(new long[][] {{200, 150, 100}, {300, 150, 200}}, 0))
                .isEqualTo(2);
    }

    @Test
    void oneRoundOfNoiseChangesNothing() {
        assertThat(Tuner.winner(new long[][] {{200, 100}, {90, 100}, {200, 100}}, 0))
                .isZero();
    }

    @Test
    void aLittleFasterIsNotEnough() {
        assertThat(Tuner.winner(new long[][] {{120, 100}, {129, 100}}, 0)).isZero();
    }

    @Test
    void theFastestOfSeveralThatAreClearlyFasterWins() {
        assertThat(Tuner.winner(new long[][] {{100, 900, 60}, {100, 900, 50}}, 1))
                .isEqualTo(2);
    }

    @Test
    void withoutABuiltInChoiceTheShortestTimeWins() {
        assertThat(Tuner.winner(new long[][] {{120, 100}, {90, 100}}, -1)).isZero();
    }
}
