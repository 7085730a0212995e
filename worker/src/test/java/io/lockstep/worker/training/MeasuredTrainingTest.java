package io.lockstep.worker.training;

import io.lockstep.worker.Json;
import io.lockstep.worker.LockstepException;
import io.lockstep.worker.WorkerResult;
import io.lockstep.worker.config.TrainConfig;
import io.lockstep.worker.config.TrainOptions;
import io.lockstep.worker.measurement.AllReduceTime;
import io.lockstep.worker.measurement.ComputeTimes;
import io.lockstep.worker.measurement.ImageFormat;
import io.lockstep.worker.measurement.Measured;
import io.lockstep.worker.measurement.Measurement;
import io.lockstep.worker.measurement.StepTime;
import io.lockstep.worker.overlap.Slice;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Measurements of a small network, the ranks as threads. */
final class MeasuredTrainingTest {
    private static final ImageFormat SMALL = new ImageFormat(8, 8, 1, 10);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void timesOfMadeUpImagesAddUp(int workers) throws Exception {
        Measurement measurement = new Measurement(2, 5, SMALL, null, workers == 2);
        List<WorkerResult> results = new LocalWorkers().measure(config(workers), measurement);
        assertThat(results).hasSize(workers).allSatisfy(result -> {
            assertThat(result.steps()).isEqualTo(8);
            assertThat(result.imagesPerSecond()).isPositive();
            assertThat(result.parameterHash()).isEqualTo(results.get(0).parameterHash());
            Measured measured = Objects.requireNonNull(result.measured());
            assertThat(measured.steps()).hasSize(5).allSatisfy(step -> {
                assertThat(step.computeNanos()).isPositive();
                assertThat(step.restNanos()).isNotNegative();
            });
            // The first layer has a bucket of its own: 64 x 512 weights and 512 biases.
            assertThat(measured.slices()).containsExactly(new Slice(0, 0, 535_616), new Slice(1, 0, 133_120));
            assertThat(measured.compute().readyNanos()).hasSize(2);
            assertThat(measured.sentBytes()).isNotNegative(); // none over shared memory
            assertThat(measured.networkNanos() > 0).isEqualTo(workers > 1);
            if (workers == 2) {
                assertThat(measured.probes())
                        .extracting(AllReduceTime::bytes)
                        .startsWith(1024L)
                        .endsWith(535_616L);
                assertThat(measured.probes()).allMatch(probe -> probe.nanos() > 0);
            } else {
                assertThat(measured.probes()).isEmpty();
            }
            assertThat(Json.read(Json.write(result), WorkerResult.class)).isEqualTo(result);
        });
    }

    @Test
    void emulatedComputingTakesTheTimeItWasGiven() throws Exception {
        ComputeTimes times =
                new ComputeTimes(20_000_000, List.of(5_000_000L, 3_000_000L), List.of(12_000_000L, 15_000_000L));
        List<WorkerResult> results = new LocalWorkers().measure(config(2), new Measurement(1, 4, SMALL, times, false));
        assertThat(results).allSatisfy(result -> {
            Measured measured = Objects.requireNonNull(result.measured());
            // Sleeping ends late, on a busy machine by milliseconds, but never early.
            assertThat(measured.compute().neededNanos().get(0)).isBetween(5_000_000L, 50_000_000L);
            assertThat(measured.compute().neededNanos().get(1)).isBetween(3_000_000L, 50_000_000L);
            assertThat(measured.compute().readyNanos().get(0)).isBetween(12_000_000L, 60_000_000L);
            assertThat(measured.compute().readyNanos().get(1)).isBetween(15_000_000L, 60_000_000L);
            assertThat(measured.compute().nanos()).isBetween(20_000_000L, 70_000_000L);
        });
    }

    @Test
    void goesThroughADataSetAsOftenAsItTakes() throws Exception {
        SyntheticImages.write(folder, 19, 1); // two steps of eight images, and some over
        List<WorkerResult> results = new LocalWorkers().measure(config(2), new Measurement(3, 4, null, null, false));
        assertThat(results).allMatch(result -> result.steps() == 8);
        SyntheticImages.write(folder, 7, 1);
        assertThatThrownBy(() -> new LocalWorkers().measure(config(2), new Measurement(3, 4, null, null, false)))
                .isInstanceOf(LockstepException.class)
                .hasMessageContaining("--batch-size 4 takes more than the 7 images");
        assertThatThrownBy(() -> new LocalWorkers().measure(accumulating(), new Measurement(3, 4, null, null, false)))
                .isInstanceOf(LockstepException.class)
                .hasMessageContaining("--batch-size 4 and --accumulation-steps 2 takes more than the 7 images");
    }

    @Test
    void countsTheImagesOfAllAccumulatedBatches() throws Exception {
        Measurement measurement = new Measurement(1, 3, SMALL, null, false);
        assertThat(MeasuredTraining.samples(measurement, accumulating(), 2)).isEqualTo((1 + 1 + 3) * 2 * 2 * 4);
        assertThat(new LocalWorkers().measure(accumulating(), measurement)).allSatisfy(result -> {
            double seconds = Objects.requireNonNull(result.measured()).steps().stream()
                            .mapToLong(StepTime::nanos)
                            .sum()
                    / 1e9;
            assertThat(result.imagesPerSecond()).isCloseTo(3 * 2 * 2 * 4 / seconds, Percentage.withPercentage(0.01));
        });
    }

    @Test
    void scalesTheCourseOfComputing() {
        ComputeTimes times = new ComputeTimes(100, List.of(20L, 10L), List.of(60L, 90L));
        assertThat(times.scaledTo(1000)).isEqualTo(new ComputeTimes(1000, List.of(200L, 100L), List.of(600L, 900L)));
    }

    private TrainConfig accumulating() {
        return config(2).with(TrainOptions.ACCUMULATION_STEPS, "2");
    }

    private TrainConfig config(int workers) {
        return TrainConfig.of(Map.of(
                "data", folder.toUri().toString(),
                "model", "mlp",
                "workers", Integer.toString(workers),
                "batch-size", "4",
                "backend", "reference",
                "lr", "0.01"));
    }
}
