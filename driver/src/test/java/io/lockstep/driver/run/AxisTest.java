package io.lockstep.driver.run;

import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class AxisTest {
    @Test
    void coversTheValuesWithRoundTicks() {
        Axis axis = Axis.covering(DoubleStream.of(0.27, 1.93), 5);
        assertThat(labels(axis)).containsExactly("0.0", "0.5", "1.0", "1.5", "2.0");
        assertThat(axis.share(0)).isZero();
        assertThat(axis.share(2)).isEqualTo(1);
    }

    @Test
    void keepsExactEnds() {
        assertThat(labels(Axis.covering(DoubleStream.of(0, 10), 5))).containsExactly("0", "2", "4", "6", "8", "10");
    }

    @Test
    void coversASingleValueAndNone() {
        Axis single = Axis.covering(DoubleStream.of(0.5), 5);
        assertThat(single.share(0.5)).isBetween(0.0, 1.0);
        assertThat(Axis.covering(DoubleStream.empty(), 5)).isEqualTo(new Axis(0, 1, 1));
    }

    private static List<String> labels(Axis axis) {
        return axis.ticks().stream().map(axis::label).toList();
    }
}
