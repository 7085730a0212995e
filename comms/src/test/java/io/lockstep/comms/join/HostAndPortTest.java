package io.lockstep.comms.join;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class HostAndPortTest {
    @ParameterizedTest
    @ValueSource(strings = {"node7.example.org:40000", "10.1.2.3:1", "[::1]:65535", "[fd00::17]:1234"})
    void readsWhatItWrites(String text) {
        assertThat(HostAndPort.parse(0, text)).hasToString(text);
    }

    @Test
    void bracketsAreNoPartOfAnAddress() {
        assertThat(HostAndPort.parse(0, "[fd00::17]:1234")).isEqualTo(new HostAndPort("fd00::17", 1234));
        assertThat(HostAndPort.of("[fd00::17]", 1234)).isEqualTo(new HostAndPort("fd00::17", 1234));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":1", "host", "host:", "host:0", "host:65536", "host:-1", "::1:80", "[]:80", "[::1]80"})
    void refusesAnythingElseNamingTheRank(String text) {
        assertThatThrownBy(() -> HostAndPort.parse(3, text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + text + "\" for rank 3");
    }
}
