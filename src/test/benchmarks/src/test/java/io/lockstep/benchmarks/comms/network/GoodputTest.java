package io.lockstep.benchmarks.comms.network;

import io.lockstep.benchmarks.BenchmarkException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class GoodputTest {
    @Test
    void isWhatArrived() {
        assertThat(
                        Goodput.received(
                                "{\"end\": {\"sum_sent\": {\"bits_per_second\": 9e8}, \"sum_received\": {\"bits_per_second\": 8e8}}}"))
                .isEqualTo(1e8);
    }

    @Test
    void whatIperf3SaysInsteadIsTold() {
        assertThatThrownBy(() -> Goodput.received("{\"error\": \"unable to connect\"}"))
                .isInstanceOf(BenchmarkException.class)
                .hasMessageContaining("unable to connect");
        assertThatThrownBy(() -> Goodput.received("iperf3: error"))
                .isInstanceOf(BenchmarkException.class)
                .hasMessageContaining("JSON");
    }
}
