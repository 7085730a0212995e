package io.lockstep.driver.scaling;

import io.lockstep.worker.measurement.AllReduceTime;
import java.util.List;
import java.util.stream.LongStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class NetworkTest {
    private static final Offset<Double> TINY = Offset.offset(1e-9);

    @Test
    void findsLatencyAndBandwidthOfAStraightLine() {
        List<AllReduceTime> times = LongStream.of(1000, 50_000, 4_000_000)
                .mapToObj(bytes -> new AllReduceTime(bytes, 200_000 + bytes * 8)) // 125 MB/s
                .toList();
        Network network = Network.fit(times);
        assertThat(network.latency()).isEqualTo(200e-6, TINY);
        assertThat(network.bandwidth()).isEqualTo(125e6, Offset.offset(1.0));
        for (AllReduceTime time : times) {
            assertThat(network.allReduceSeconds((double) time.bytes(), 2)).isEqualTo(time.nanos() / 1e9, TINY);
        }
    }

    @Test
    void isNeverNegative() {
        Network fast = Network.fit(List.of(new AllReduceTime(1000, 1000), new AllReduceTime(2000, 4000)));
        assertThat(fast.latency()).isZero();
        assertThat(fast.bandwidth()).isPositive();
        Network odd = Network.fit(List.of(new AllReduceTime(1000, 4000), new AllReduceTime(2000, 1000)));
        assertThat(odd.latency()).isPositive();
        assertThat(odd.allReduceSeconds(1e6, 2)).isPositive();
        Network one = Network.fit(List.of(new AllReduceTime(1000, 4000)));
        assertThat(one.allReduceSeconds(1000, 2)).isEqualTo(4e-6, TINY);
    }

    @Test
    void takesTheCheapestAlgorithm() {
        Network network = new Network(1e-3, 1e6);
        // Small: two exchanges. Large: four of 1.5 times the bytes, as halving and doubling makes them.
        assertThat(network.allReduceSeconds(0, 4)).isEqualTo(2e-3, TINY);
        assertThat(network.allReduceSeconds(1e6, 4)).isEqualTo(4e-3 + 1.5, TINY);
        // Three ranks: a ring of four exchanges of a third.
        assertThat(network.allReduceSeconds(3e6, 3)).isEqualTo(4e-3 + 4, TINY);
        assertThat(network.allReduceSeconds(1e6, 1)).isZero();
    }

    @Test
    void readsWhatAUserStates() {
        assertThat(StatedNetwork.parse("25gbit,10us")).contains(new StatedNetwork(25e9, 10e-6));
        assertThat(StatedNetwork.parse("100mbit")).contains(new StatedNetwork(100e6, 0));
        assertThat(StatedNetwork.parse("2.5gbit")).contains(new StatedNetwork(2.5e9, 0));
        for (String wrong : List.of("", "25", "gbit", "0gbit", "25gbit,", "25gbit,10", "25gbit,-1us", "25 gbit")) {
            assertThat(StatedNetwork.parse(wrong)).as(wrong).isEmpty();
        }
        Network beside = new StatedNetwork(1e9, 10e-6).beside(new Network(50e-6, 1));
        assertThat(beside.latency()).isEqualTo(60e-6, TINY);
        assertThat(beside.bandwidth()).isEqualTo(117.7e6, Offset.offset(0.1e6));
    }
}
