package io.lockstep.driver.scaling;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The result of a scaling experiment.
 *
 * @param title in a few words
 * @param settings what was run, by name
 * @param mode what stays the same when workers are added
 * @param points by rising number of workers, the first of one
 * @param network between the two workers of a pair, by which the forecasts are made; null without a pair
 * @param extrapolation forecasts of what was not run
 * @param notes what a reader must know
 */
public record ScalingReport(
        String title,
        Map<String, Object> settings,
        Mode mode,
        List<Point> points,
        @Nullable Network network,
        List<Forecast> extrapolation,
        List<String> notes) {
    /** Images per second of one worker. */
    double alone() {
        return points.get(0).imagesPerSecond();
    }

    /** What part of one worker's speed times the workers is expected. */
    double efficiency(Forecast forecast) {
        return forecast.imagesPerSecond() / (forecast.workers() * alone());
    }
}
