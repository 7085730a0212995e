package io.lockstep.engine.backend;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class Bfloat16Test {
    @ParameterizedTest
    @CsvSource({
        // bits of the float32, of the bfloat16
        "00000000, 0000", // 0
        "80000000, 8000", // -0
        "3f800000, 3f80", // 1
        "3f807fff, 3f80", // below a tie
        "3f808000, 3f80", // a tie goes to the even one, below
        "3f808001, 3f81", // above a tie
        "3f818000, 3f82", // a tie goes to the even one, above
        "bf808000, bf80",
        "bf818000, bf82",
        "3fffffff, 4000", // into the next power of two
        "00000001, 0000", // the smallest denormal
        "00008000, 0000", // a tie of denormals
        "00008001, 0001",
        "007fffff, 0080", // the largest denormal becomes normal
        "7f7f7fff, 7f7f", // the last that stays finite
        "7f7f8000, 7f80", // overflow
        "7f7fffff, 7f80",
        "ff7fffff, ff80",
        "7f800000, 7f80", // infinity
        "ff800000, ff80",
        "7fc00000, 7fc0", // NaN
        "7f800001, 7fc0", // a NaN whose upper half alone would be infinity
        "ffffffff, ffff",
    })
    void roundsToTheNearestOfTiesToTheEven(String from, String to) {
        float value = Float.intBitsToFloat(Integer.parseUnsignedInt(from, 16));
        assertThat(Integer.toHexString(Bfloat16.of(value) & 0xffff))
                .isEqualTo(Integer.toHexString(Integer.parseInt(to, 16)));
    }

    @Test
    void keepsEveryNumberOfItsOwn() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            float value = Bfloat16.toFloat((short) bits);
            if (Float.isNaN(value)) {
                assertThat(Bfloat16.round(value)).isNaN();
            } else {
                assertThat(Bfloat16.of(value)).isEqualTo((short) bits);
            }
        }
    }

    @Test
    void noOtherNumberIsNearer() {
        Random random = new Random(8);
        for (int i = 0; i < 100_000; i++) {
            float value = (float) random.nextGaussian();
            short bits = Bfloat16.of(value);
            double distance = Math.abs((double) value - Bfloat16.toFloat(bits));
            assertThat(distance).isLessThanOrEqualTo(Math.abs((double) value - Bfloat16.toFloat((short) (bits + 1))));
            assertThat(distance).isLessThanOrEqualTo(Math.abs((double) value - Bfloat16.toFloat((short) (bits - 1))));
        }
    }
}
