package io.lockstep.driver.scaling;

import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

final class JitterTest {
    private static final double[] SHARES = {0.8, 0.9, 0.95, 1.0, 1.05, 1.3};

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8, 64})
    void drawsTheSlowestOfSoMany(int workers) {
        double mean =
                Arrays.stream(new Jitter(SHARES).slowest(workers)).average().orElseThrow();
        assertThat(mean).isEqualTo(bruteForce(workers), Offset.offset(0.004));
    }

    @Test
    void withoutScatterNobodyIsSlower() {
        assertThat(new Jitter(1, 1, 1).slowest(100)).containsOnly(1);
    }

    private static double bruteForce(int workers) {
        Random random = new Random(7);
        int draws = 100_000;
        double sum = 0;
        for (int i = 0; i < draws; i++) {
            double slowest = 0;
            for (int rank = 0; rank < workers; rank++) {
                slowest = Math.max(slowest, SHARES[random.nextInt(SHARES.length)]);
            }
            sum += slowest;
        }
        return sum / draws;
    }
}
