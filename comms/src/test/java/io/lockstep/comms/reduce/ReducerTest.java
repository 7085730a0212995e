package io.lockstep.comms.reduce;

import io.lockstep.comms.Reduction;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

final class ReducerTest {
    /** Ranks whose JVMs compiled the vector loops at different times mix both. */
    @ParameterizedTest
    @CsvSource({"SUM, 1, true", "AVERAGE, 3, true", "AVERAGE, 3, false"})
    void vectorsAndBlocksGiveTheSameBits(Reduction reduction, int divisor, boolean last) {
        for (int count : new int[] {0, 1, 17, Reducer.BLOCK, 3 * Reducer.BLOCK + 5}) {
            ByteBuffer byBlocks = numbers(count + 3, 1);
            ByteBuffer byVectors = numbers(count + 3, 1);
            ByteBuffer undecided = numbers(count + 3, 1);
            ByteBuffer source = numbers(count, 2);
            new FloatReducer(new FloatOperation(reduction, divisor)).reduce(byBlocks, 8, source, 4 * count, last);
            new FloatSumReducer(divisor, () -> true).reduce(byVectors, 8, source, 4 * count, last);
            new FloatSumReducer(divisor, () -> false).reduce(undecided, 8, source, 4 * count, last);
            assertThat(byVectors).isEqualTo(byBlocks);
            assertThat(undecided).isEqualTo(byBlocks);
        }
    }

    private static ByteBuffer numbers(int count, int seed) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(4 * count).order(ByteOrder.nativeOrder());
        Random random = new Random(seed);
        for (int i = 0; i < count; i++) {
            buffer.putFloat(4 * i, (float) random.nextGaussian());
        }
        return buffer;
    }
}
