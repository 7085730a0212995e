package io.lockstep.comms.compress;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The loops over blocks give what the conversion of one element gives. */
final class HalfConverterTest {
    private static final int HALVES = 1 << 16;
    private static final long SEED = 20261124;

    @ParameterizedTest
    @EnumSource(
            value = Method.class,
            names = {"FLOAT16", "BFLOAT16"})
    void everyHalfSurvives(Method method) {
        HalfConverter converter = converter(method);
        // A pair of a block lies anywhere in it, so all halves are made the same to begin with.
        for (int half = 0; half < HALVES; half++) {
            ByteBuffer halves = GradientCompression.direct(4);
            halves.putShort(0, (short) half).putShort(2, (short) half);
            ByteBuffer floats = GradientCompression.direct(8);
            converter.widen(halves, 0, 2, floats);
            float expected = converter.widen((short) half);
            assertThat(bits(floats.getFloat(0))).as("half %x", half).isEqualTo(bits(expected));
            assertThat(bits(floats.getFloat(4))).isEqualTo(bits(expected));
            converter.narrow(floats, 0, 2, halves);
            assertThat(Float.isNaN(converter.widen(halves.getShort(0)))).isEqualTo(Float.isNaN(expected));
            if (!Float.isNaN(expected)) {
                assertThat(halves.getShort(0)).as("half %x", half).isEqualTo((short) half);
                assertThat(halves.getShort(2)).isEqualTo((short) half);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Method.class,
            names = {"FLOAT16", "BFLOAT16"})
    void floatsAreRoundedAsOneByOne(Method method) {
        HalfConverter converter = converter(method);
        int count = 3 * HalfConverter.BLOCK + 77;
        Random random = new Random(SEED);
        ByteBuffer floats = GradientCompression.direct(4 * count);
        ByteBuffer halves = GradientCompression.direct(2 * count);
        ByteBuffer back = GradientCompression.direct(4 * count);
        for (int round = 0; round < 500; round++) {
            for (int i = 0; i < count; i++) {
                floats.putFloat(4 * i, value(random, converter, round));
            }
            converter.narrow(floats, 0, count, halves);
            converter.widen(halves, 0, count, back);
            for (int i = 0; i < count; i++) {
                float value = floats.getFloat(4 * i);
                float expected = converter.widen(converter.narrow(value));
                assertThat(bits(back.getFloat(4 * i)))
                        .as("%s, seed %d, round %d", value, SEED, round)
                        .isEqualTo(bits(expected));
            }
        }
    }

    /** Any bits, what lies halfway between two halves, and beside it. */
    private static float value(Random random, HalfConverter converter, int round) {
        if (round % 2 == 0) {
            return Float.intBitsToFloat(random.nextInt());
        }
        short half = (short) random.nextInt();
        float one = converter.widen(half);
        float next = converter.widen((short) (half + 1));
        float between = (float) ((one + (double) next) / 2);
        return Float.intBitsToFloat(bits(between) + random.nextInt(3) - 1);
    }

    /** One NaN is as good as another. */
    private static int bits(float value) {
        return Float.floatToIntBits(value);
    }

    private static HalfConverter converter(Method method) {
        return method == Method.BFLOAT16 ? new Bfloat16Converter() : new Float16Converter();
    }
}
