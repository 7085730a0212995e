package io.lockstep.comms.vector;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class FloatSumsTest {
    private final Random random = new Random(3);

    @Test
    void becomeFast() throws Exception {
        assertThat(FloatSums.unavailable()).isNull();
        long start = System.nanoTime();
        while (!FloatSums.areFast()) {
            assertThat(System.nanoTime() - start).isLessThan(20_000_000_000L);
            Thread.sleep(10);
        }
    }

    /** Bit for bit, with remainders that are no whole vector, and at places that are no multiple of one. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 16, 17, 1000, 100_003})
    void isTheSumOfSingleFloats(int count) {
        for (int divisor : new int[] {1, 3}) {
            ByteBuffer target = buffer(count + 1).slice(4, 4 * count).order(ByteOrder.nativeOrder());
            ByteBuffer source = buffer(count);
            float[] expected = new float[count];
            for (int i = 0; i < count; i++) {
                expected[i] = (target.getFloat(4 * i) + source.getFloat(4 * i)) / divisor;
            }
            FloatSums.add(target, source, divisor);
            for (int i = 0; i < count; i++) {
                assertThat(Float.floatToIntBits(target.getFloat(4 * i))).isEqualTo(Float.floatToIntBits(expected[i]));
            }
        }
    }

    @Test
    void refusesBuffersOfDifferentLengths() {
        ByteBuffer longer = buffer(5);
        ByteBuffer shorter = buffer(4);
        assertThatThrownBy(() -> FloatSums.add(longer, shorter, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("20 and 16 bytes");
    }

    /** Numbers of all sizes, with some infinities and zeros of either sign. */
    private ByteBuffer buffer(int count) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(4 * count).order(ByteOrder.nativeOrder());
        for (int i = 0; i < count; i++) {
            float value = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(70) - 35));
            buffer.putFloat(4 * i, random.nextInt(50) == 0 ? (random.nextBoolean() ? -0.0f : 1 / 0.0f) : value);
        }
        return buffer;
    }
}
