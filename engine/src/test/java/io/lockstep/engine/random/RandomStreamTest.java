package io.lockstep.engine.random;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class RandomStreamTest {
    @Test
    void repeatsAStreamAfterReset() {
        RandomStream stream = new RandomStream(7, 3);
        int[] first = draw(stream, 11);
        stream.reset(7, 4);
        assertThat(draw(stream, 11)).isNotEqualTo(first);
        stream.reset(7, 3);
        assertThat(draw(stream, 11)).isEqualTo(first);
    }

    @Test
    void givesEachPurposeAndIndexItsOwnKey() {
        Set<Long> keys = new HashSet<>();
        for (RandomPurpose purpose : RandomPurpose.values()) {
            for (int index = 0; index < 100; index++) {
                assertThat(keys.add(purpose.key(42, index))).isTrue();
            }
        }
        assertThat(RandomPurpose.SHUFFLE.key(42, 0)).isNotEqualTo(RandomPurpose.SHUFFLE.key(43, 0));
    }

    /** A fixed answer: checkpoints and published runs count on the derivation never changing. */
    @Test
    void derivesKeysAsDocumented() {
        int[] words = new int[Philox.WORDS];
        Philox.block(42, 9, 1, words);
        long expected = (Integer.toUnsignedLong(words[1]) << 32) + Integer.toUnsignedLong(words[0]);
        assertThat(RandomPurpose.SHUFFLE.key(42, 9)).isEqualTo(expected);
    }

    /** Chi-square with bound - 1 degrees of freedom stays below mean + 5 standard deviations. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10, 100})
    void drawsBoundedIntsEvenly(int bound) {
        RandomStream stream = new RandomStream(RandomPurpose.USER.key(1, 0), bound);
        int draws = 20_000;
        int[] counts = new int[bound];
        for (int i = 0; i < draws; i++) {
            counts[stream.nextInt(bound)]++;
        }
        double expected = (double) draws / bound;
        double chiSquare = 0;
        for (int count : counts) {
            chiSquare += (count - expected) * (count - expected) / expected;
        }
        assertThat(chiSquare).isLessThan(bound - 1 + 5 * Math.sqrt(2.0 * bound));
    }

    /** Without redraws a bound of 3 * 2^29 would give multiples of 3 half of the weight again. */
    @Test
    void redrawsWhatWouldFavourNumbers() {
        int bound = 3 << 29;
        RandomStream stream = new RandomStream(5, 5);
        int[] counts = new int[3];
        for (int i = 0; i < 30_000; i++) {
            counts[stream.nextInt(bound) % 3]++;
        }
        assertThat(counts).satisfies(all -> {
            for (int count : all) {
                assertThat(count).isBetween(9_600, 10_400);
            }
        });
    }

    @Test
    void refusesABoundOfZero() {
        assertThatThrownBy(() -> new RandomStream(0, 0).nextInt(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a random int needs a bound of 1 or more, but got 0");
    }

    @Test
    void normalNumbersHaveMeanZeroAndVarianceOne() {
        RandomStream stream = new RandomStream(11, 0);
        int draws = 50_000;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < draws; i++) {
            double value = stream.nextNormal();
            sum += value;
            squares += value * value;
        }
        assertThat(Math.abs(sum / draws)).isLessThan(0.02);
        assertThat(squares / draws).isBetween(0.97, 1.03);
    }

    private static int[] draw(RandomStream stream, int count) {
        int[] values = new int[count];
        for (int i = 0; i < count; i++) {
            values[i] = stream.nextInt();
        }
        return values;
    }
}
