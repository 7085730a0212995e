package io.lockstep.engine.random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

final class PhiloxTest {
    /** The known answers of Random123 1.14, tests/kat_vectors, philox4x32 with 10 rounds. */
    @ParameterizedTest
    @CsvSource({
        "0000000000000000, 0000000000000000, 0000000000000000, 6627e8d5e169c58dbc57ac4c9b00dbd8",
        "ffffffffffffffff, ffffffffffffffff, ffffffffffffffff, 408f276d41c83b0ea20bc7c66d5451fd",
        "85a308d3243f6a88, 0370734413198a2e, 299f31d0a4093822, d16cfe0994fdcceb5001e42024126ea1",
    })
    void givesTheKnownAnswers(String block, String stream, String key, String expected) {
        int[] words = new int[Philox.WORDS];
        Philox.block(hex(key), hex(stream), hex(block), words);
        assertThat("%08x%08x%08x%08x".formatted(words[0], words[1], words[2], words[3]))
                .isEqualTo(expected);
    }

    @Test
    void uniformNumbersStayBelowOne() {
        assertThat(Philox.toFloat(-1)).isEqualTo(Math.nextDown(1f)).isLessThan(1f);
        assertThat(Philox.toFloat(0)).isZero();
        assertThat(Philox.toDouble(-1, -1)).isEqualTo(Math.nextDown(1d)).isLessThan(1d);
        assertThat(Philox.toDouble(0x80000000, 0)).isEqualTo(0.5);
    }

    private static long hex(String digits) {
        return Long.parseUnsignedLong(digits, 16);
    }
}
