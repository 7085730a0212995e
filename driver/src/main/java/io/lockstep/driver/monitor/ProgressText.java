package io.lockstep.driver.monitor;

import io.lockstep.worker.WorkerEvent.EpochDone;
import io.lockstep.worker.WorkerEvent.EvaluationProgress;
import io.lockstep.worker.WorkerEvent.TrainProgress;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Events in words, short enough for one line of a terminal. */
final class ProgressText {
    private ProgressText() {}

    static String of(TrainProgress progress, @Nullable Duration remaining) {
        return String.format(
                Locale.ROOT,
                "epoch %d/%d  step %d/%d  loss %.4f  lr %.2g  %.0f images/s%s  ETA %s",
                progress.epoch(),
                progress.epochs(),
                progress.step(),
                progress.stepsPerEpoch(),
                progress.loss(),
                progress.lr(),
                progress.imagesPerSecond(),
                communication(progress),
                remaining == null ? "-" : clock(remaining));
    }

    /** Nothing where nothing goes over the network. */
    private static String communication(TrainProgress progress) {
        if (progress.commBytesPerStep() == 0) {
            return "";
        }
        String sent = String.format(Locale.ROOT, "  %.3g MB/step sent", progress.commBytesPerStep() / 1e6);
        Double hidden = progress.commHidden();
        return hidden == null ? sent : sent + String.format(Locale.ROOT, ", %.0f %% hidden", hidden * 100);
    }

    static String of(EvaluationProgress progress) {
        return "evaluating  " + progress.seen() + "/" + progress.total();
    }

    static String of(EpochDone epoch) {
        return String.format(
                Locale.ROOT,
                "epoch %d/%d  train loss %.4f acc %.2f %%  val loss %.4f acc %.2f %%  %.0f images/s  %.1f s",
                epoch.epoch(),
                epoch.epochs(),
                epoch.trainLoss(),
                epoch.trainAcc1() * 100,
                epoch.valLoss(),
                epoch.valAcc1() * 100,
                epoch.imagesPerSecond(),
                epoch.seconds());
    }

    /** As {@code 0:09}, {@code 12:34} or {@code 1:02:03}. */
    static String clock(Duration time) {
        long seconds = Math.round(time.toMillis() / 1000.0);
        long hours = seconds / 3600;
        String minutesAndSeconds =
                String.format(Locale.ROOT, hours > 0 ? "%02d:%02d" : "%d:%02d", seconds / 60 % 60, seconds % 60);
        return hours > 0 ? hours + ":" + minutesAndSeconds : minutesAndSeconds;
    }
}
