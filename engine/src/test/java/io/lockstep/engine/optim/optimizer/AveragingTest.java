package io.lockstep.engine.optim.optimizer;

import io.lockstep.engine.backend.reference.ReferenceBackend;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** Moving averages of parameters, and early stopping. */
class AveragingTest {
    private final Device device = new Device(new ReferenceBackend());

    @AfterEach
    void close() {
        device.close();
    }

    private Tensor parameter(double... values) {
        return device.tensor(values, values.length).requiresGrad_();
    }

    private void set(Tensor parameter, double value) {
        device.backend().fill(parameter.array(), value);
    }

    @Test
    void averagesWithDecayFromTheFirstUpdateOn() {
        Tensor parameter = parameter(5, 5);
        Tensor count = device.tensor(new long[] {0}, 1);
        ExponentialMovingAverage average = new ExponentialMovingAverage(List.of(parameter, count), 0.9);
        double expected = 1;
        for (int step = 0; step < 20; step++) {
            double value = 1 + Math.sin(step);
            expected = step == 0 ? value : 0.9 * expected + 0.1 * value;
            set(parameter, value);
            device.backend().fill(count.array(), step);
            average.update();
        }
        double[] both = {expected, expected};
        assertThat(average.averages().get(0).toDoubleArray()).containsExactly(both, within(1e-14));
        assertThat(average.averages().get(1).item()).isEqualTo(19);
        assertThat(average.updates()).isEqualTo(20);
    }

    @Test
    void lendsTheAveragesToTheParameters() {
        Tensor parameter = parameter(1);
        ExponentialMovingAverage average = new ExponentialMovingAverage(List.of(parameter), 0.5);
        average.update();
        set(parameter, 3);
        average.update();
        for (int time = 0; time < 2; time++) {
            try (Device.Scope ignored = average.apply()) {
                assertThat(parameter.item()).isEqualTo(2);
                assertThatThrownBy(average::update).isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(average::apply).isInstanceOf(IllegalStateException.class);
            }
            assertThat(parameter.item()).isEqualTo(3);
        }
        average.copyToParameters();
        assertThat(parameter.item()).isEqualTo(2);
    }

    @Test
    void resumesAverages() {
        Tensor parameter = parameter(1);
        ExponentialMovingAverage saved = new ExponentialMovingAverage(List.of(parameter), 0.5);
        saved.update();
        set(parameter, 3);
        ExponentialMovingAverage resumed = new ExponentialMovingAverage(List.of(parameter), 0.5);
        resumed.loadStateDict(saved.stateDict());
        resumed.update();
        assertThat(resumed.averages().get(0).item()).isEqualTo(2);
        ExponentialMovingAverage other = new ExponentialMovingAverage(List.of(parameter(1, 2)), 0.5);
        assertThatThrownBy(() -> other.loadStateDict(saved.stateDict()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("float64[2]");
    }

    @Test
    void stopsWithoutImprovementAndGivesTheBestBack() {
        Tensor parameter = parameter(0);
        EarlyStopping stopping = new EarlyStopping(3, 0.1, EarlyStopping.Mode.MIN, List.of(parameter));
        double[] metrics = {5, 4, 3.95, Double.NaN, 3.8, 3.9, 3.75, 4};
        boolean[] stops = {false, false, false, false, false, false, false, true};
        for (int epoch = 0; epoch < metrics.length; epoch++) {
            set(parameter, epoch);
            assertThat(stopping.step(metrics[epoch])).as("epoch %d", epoch).isEqualTo(stops[epoch]);
        }
        assertThat(stopping.best()).isEqualTo(3.8);
        assertThat(stopping.bestEpoch()).isEqualTo(5);
        assertThat(parameter.item()).isEqualTo(4);
    }

    @Test
    void stopsAtAPeakAndResumes() {
        EarlyStopping saved = new EarlyStopping(2, 0, EarlyStopping.Mode.MAX);
        assertThat(saved.step(0.5)).isFalse();
        assertThat(saved.step(0.5)).isFalse();
        EarlyStopping resumed = new EarlyStopping(2, 0, EarlyStopping.Mode.MAX);
        resumed.loadStateDict(saved.stateDict());
        assertThat(resumed.step(0.4)).isTrue();
        assertThat(resumed.isStopped()).isTrue();
        assertThat(resumed.best()).isEqualTo(0.5);
    }
}
