package io.lockstep.driver.scaling;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.lockstep.worker.measurement.AllReduceTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the runs on one number of workers showed; all but {@code rounds} is of the run with the median speed.
 *
 * @param batchSize of each worker
 * @param rounds images per second of each
 * @param efficiency images per second against those of one worker times the workers, 1 if nothing is lost
 * @param seconds of a step by category
 * @param shares of a step by category; they add up to 1
 * @param lost what part of the step is lost where; together with the efficiency they add up to 1
 * @param networkSeconds of a step in which the network was busy, hidden or not
 * @param sentBytes of a rank and step
 * @param probes times of single all-reduces of rank 0; none on one worker
 * @param forecast by the runs on one and two workers; null for those
 */
public record Point(
        int workers,
        @JsonProperty("batch_size") int batchSize,
        List<Double> rounds,
        @JsonProperty("images_per_sec") double imagesPerSecond,
        @JsonProperty("step_seconds") double stepSeconds,
        double efficiency,
        Map<String, Double> seconds,
        Map<String, Double> shares,
        Map<String, Double> lost,
        @JsonProperty("network_seconds") double networkSeconds,
        @JsonProperty("sent_bytes") double sentBytes,
        List<AllReduceTime> probes,
        @Nullable Forecast forecast) {
    /**
     * The point of {@code runs}, all on the same number of workers.
     *
     * @param alone those of one worker
     */
    public static Point of(Mode mode, List<ScalingRun> runs, List<ScalingRun> alone, @Nullable Forecast forecast) {
        ScalingRun run = CostModel.medianOf(runs);
        Breakdown step = run.breakdown();
        Breakdown ofOne = CostModel.medianOf(alone).breakdown();
        double idealShare = mode.idealShare(run.workers());
        Map<String, Double> seconds = new LinkedHashMap<>();
        Map<String, Double> shares = new LinkedHashMap<>();
        Map<String, Double> lost = new LinkedHashMap<>();
        for (Category category : Category.values()) {
            seconds.put(category.label(), step.of(category));
            shares.put(category.label(), step.share(category));
            lost.put(category.label(), step.lost(category, ofOne, idealShare));
        }
        return new Point(
                run.workers(),
                run.batchSize(),
                runs.stream().map(ScalingRun::imagesPerSecond).toList(),
                run.imagesPerSecond(),
                step.step(),
                idealShare * ofOne.step() / step.step(),
                seconds,
                shares,
                lost,
                run.networkSeconds(),
                run.sentBytes(),
                run.ranks().get(0).probes(),
                forecast);
    }

    /** By how much the forecast is above the measurement, as a part of it; null without a forecast. */
    @JsonProperty("forecast_error")
    public @Nullable Double forecastError() {
        return forecast == null ? null : forecast.imagesPerSecond() / imagesPerSecond - 1;
    }
}
