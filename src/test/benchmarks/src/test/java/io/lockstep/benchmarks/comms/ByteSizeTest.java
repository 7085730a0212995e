package io.lockstep.benchmarks.comms;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

final class ByteSizeTest {
    @ParameterizedTest
    @CsvSource({"4, 4", "1k, 1024", "64k, 65536", "1m, 1048576", "25m, 26214400", "1g, 1073741824"})
    void readsAndWritesUnits(String text, long bytes) {
        assertThat(ByteSize.parse(text)).contains(bytes);
        assertThat(ByteSize.text(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "3", "1k5", "1K", "-4", "2g", "99999999999", "9999999999g", "1.5m", "k"})
    void refusesWhatIsNoBufferOfFloats(String text) {
        assertThat(ByteSize.parse(text)).isEmpty();
    }

    @Test
    void choosesTheLargestUnitWithoutRest() {
        assertThat(ByteSize.text(2048 + 4)).isEqualTo("2052");
        assertThat(ByteSize.text(1536 << 10)).isEqualTo("1536k");
    }
}
