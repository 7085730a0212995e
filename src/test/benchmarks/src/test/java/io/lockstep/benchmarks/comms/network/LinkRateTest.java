package io.lockstep.benchmarks.comms.network;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

final class LinkRateTest {
    @ParameterizedTest
    @CsvSource({"1gbit, 1000, 125000", "100mbit, 100, 32768", "2500mbit, 2500, 312500", "100gbit, 100000, 12500000"})
    void readsAndWritesWhatTcDoes(String text, int megabits, int burst) {
        LinkRate rate = LinkRate.parse(text).orElseThrow();

        assertThat(rate.megabits()).isEqualTo(megabits);
        assertThat(rate.burstBytes()).isEqualTo(burst);
        assertThat(rate).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "1gb", "0mbit", "1.5gbit", "101gbit", "-1gbit", "999999gbit"})
    void refusesTheRest(String text) {
        assertThat(LinkRate.parse(text)).isEmpty();
    }
}
