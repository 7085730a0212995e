package io.lockstep.comms.compress;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

final class Int8CodecTest {
    private static final int BLOCK = Int8Codec.BLOCK;
    private final Int8Codec codec = new Int8Codec();
    private final ByteBuffer bytes = GradientCompression.direct(3 * BLOCK);

    @ParameterizedTest
    @ValueSource(floats = {1e-25f, 1e-3f, 1, 1e6f, 1e38f})
    void anElementIsOffByHalfAScaleAtMost(float size) {
        Random random = new Random(7);
        float[] values = new float[BLOCK];
        float max = 0;
        for (int i = 0; i < BLOCK; i++) {
            values[i] = size * (random.nextFloat() - 0.5f);
            max = Math.max(max, Math.abs(values[i]));
        }
        float[] left = values.clone();
        float scale = codec.quantise(left, bytes, BLOCK);
        assertThat(scale).isEqualTo(max / 127);
        float[] read = new float[BLOCK];
        codec.addTo(read, bytes, BLOCK, scale);
        int distinct = 0;
        for (int i = 0; i < BLOCK; i++) {
            assertThat(Math.abs(values[i] - read[i])).isLessThanOrEqualTo(scale * 0.50001f);
            assertThat(left[i]).as("what is left of element %d", i).isEqualTo(values[i] - read[i]);
            assertThat(read[i] / scale).isBetween(-127.001f, 127.001f);
            distinct += read[i] != read[0] ? 1 : 0;
        }
        assertThat(distinct).isGreaterThan(BLOCK / 2);
    }

    @Test
    void zerosAndWhatIsNextToNothingAreSentAsZeros() {
        float[] values = new float[BLOCK];
        values[3] = 1e-40f;
        float scale = codec.quantise(values, bytes, 0);
        assertThat(values[3]).isEqualTo(1e-40f);
        float[] read = new float[BLOCK];
        codec.addTo(read, bytes, 0, scale);
        assertThat(read).containsOnly(0);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void whatIsNoNumberIsSeenByAll(float broken) {
        float[] values = new float[BLOCK];
        values[200] = broken;
        float scale = codec.quantise(values, bytes, 0);
        float[] read = new float[BLOCK];
        codec.addTo(read, bytes, 0, scale);
        assertThat(read[200]).isNaN();
    }
}
