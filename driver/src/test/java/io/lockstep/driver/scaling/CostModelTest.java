package io.lockstep.driver.scaling;

import io.lockstep.worker.measurement.Measured;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Forecasts that can be computed by hand: no scatter, 1 GB/s, 0.1 ms, buckets of 8 and 4 MB. */
final class CostModelTest {
    private static final Offset<Double> TINY = Offset.offset(1e-6);

    /** A step alone is 14 ms: 3 before its forward pass; the first bucket is ready at 8.5 ms, the second at 14. */
    @Test
    void weakScalingHidesWhatArrivesBeforeTheNextForwardPass() {
        CostModel model = new CostModel(
                Mode.WEAK, 32, List.of(Runs.alone(32, 11)), List.of(), List.of(Runs.together(2, 32, 11, 2)));
        Forecast four = model.forecast(4, 1);
        // Halving and doubling: 0.4 ms and 1.5 times the bytes. 8.5 + 12.4 + 6.4 is 27.3, and needed at 14 + 3.
        assertThat(four.stepSeconds()).isEqualTo(24.3e-3, TINY);
        assertThat(four.communicationSeconds()).isEqualTo(10.3e-3, TINY);
        assertThat(four.waitingSeconds()).isEqualTo(0, TINY);
        assertThat(four.networkSeconds()).isEqualTo(18.8e-3, TINY);
        assertThat(four.imagesPerSecond()).isEqualTo(4 * 32 / 24.3e-3, Offset.offset(1.0));
        // Of two: 8.5 + 8.1 + 4.1 is 20.7.
        assertThat(model.forecast(2, 1).stepSeconds()).isEqualTo(17.7e-3, TINY);
        // Everything takes twice as long when twice as many share the cores.
        assertThat(model.forecast(4, 2).stepSeconds()).isEqualTo(48.6e-3, TINY);
    }

    /** 5 ms of a step do not depend on the batch of 8, and each image takes 2: alone 21 ms, half 13 ms. */
    @Test
    void strongScalingComputesLess() {
        CostModel model = new CostModel(
                Mode.STRONG,
                8,
                List.of(Runs.alone(8, 18)),
                List.of(Runs.alone(4, 10)),
                List.of(Runs.together(2, 4, 10, 2)));
        Forecast eight = model.forecast(8, 1, new Network(0, 1e15));
        assertThat(eight.stepSeconds()).isEqualTo(7e-3, TINY);
        assertThat(eight.imagesPerSecond()).isEqualTo(8 / 7e-3, Offset.offset(1.0));
    }

    /** Two workers compute for 2 ms longer than one, with 3 MB sent each: so do four for 3 ms, with 4.5 MB. */
    @Test
    void trafficTakesTimeFromComputing() {
        CostModel model = new CostModel(
                Mode.WEAK, 32, List.of(Runs.alone(32, 11)), List.of(), List.of(Runs.together(2, 32, 13, 2)));
        assertThat(model.forecast(4, 1).computeSeconds()).isEqualTo(17e-3, TINY);
    }

    /** Workers of one host may send nothing through the network. */
    @Test
    void sharedMemoryIsANetworkToo() {
        ScalingRun pair = Runs.together(2, 32, 13, 2);
        List<Measured> silent = pair.ranks().stream()
                .map(rank -> new Measured("host", 2, rank.steps(), rank.compute(), rank.slices(), 0, 0, rank.probes()))
                .toList();
        CostModel model = new CostModel(
                Mode.WEAK, 32, List.of(Runs.alone(32, 11)), List.of(), List.of(new ScalingRun(32, silent)));
        assertThat(model.forecast(4, 1).computeSeconds()).isEqualTo(17e-3, TINY);
    }

    @Test
    void workersShareCoresAsThePairShowsOrTheUserSays() {
        Crowding oneHost = new Crowding(0, 1, 1, 2);
        assertThat(oneHost.factor(2)).isEqualTo(1);
        assertThat(oneHost.factor(4)).isEqualTo(2);
        assertThat(oneHost.factor(8)).isEqualTo(4);
        Crowding hosts = new Crowding(0, 2, 1, 2);
        assertThat(hosts.factor(8)).isEqualTo(1);
        assertThat(hosts.factorElsewhere()).isEqualTo(1);
        Crowding stated = new Crowding(4, 1, 1, 2);
        assertThat(stated.factor(4)).isEqualTo(2);
        assertThat(stated.factor(100)).isEqualTo(2);
        assertThat(stated.factorElsewhere()).isEqualTo(2);
        // Two workers of two threads crowd two cores already; each with a host to itself does not.
        assertThat(new Crowding(0, 1, 2, 2).factorElsewhere()).isEqualTo(0.5);
    }
}
