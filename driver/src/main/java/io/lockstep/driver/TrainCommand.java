package io.lockstep.driver;

import io.lockstep.driver.cluster.Attempts;
import io.lockstep.driver.cluster.Cluster;
import io.lockstep.driver.monitor.Display;
import io.lockstep.driver.monitor.Monitor;
import io.lockstep.driver.run.Checkpoint;
import io.lockstep.driver.run.ConfigFile;
import io.lockstep.driver.run.Curves;
import io.lockstep.driver.run.Folders;
import io.lockstep.driver.run.MetricsLog;
import io.lockstep.driver.run.RunFolder;
import io.lockstep.driver.run.Summary;
import io.lockstep.worker.Json;
import io.lockstep.worker.WorkerResult;
import io.lockstep.worker.config.TrainConfig;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;

/** {@code lockstep train}: runs a plan and leaves the run's folder. */
final class TrainCommand {
    private final SparkConf spark;
    private final Configuration hadoop;
    private final Folders folders;
    private final Display display;
    private final InstantSource clock = InstantSource.system();

    TrainCommand(SparkConf spark, Configuration hadoop, Folders folders, Display display) {
        this.spark = spark;
        this.hadoop = hadoop;
        this.folders = folders;
        this.display = display;
    }

    void run(TrainPlan plan) throws IOException, InterruptedException {
        try (Cluster cluster = Cluster.connect(spark, plan.config(), hadoop, display::passing)) {
            announce(plan);
            cluster.awaitExecutors();
            prepareFolder(plan);
            Summary summary = train(plan, cluster);
            drawCurves(plan);
            folders.write(plan.folder().summary(), Json.pretty(summary) + "\n");
            conclude(plan.folder(), summary);
        }
    }

    /** What a continued run did after the checkpoint it goes on from is void, in its checkpoints and its summary too. */
    private void prepareFolder(TrainPlan plan) throws IOException {
        RunFolder folder = plan.folder();
        folders.write(folder.config(), ConfigFile.write(plan.config()));
        folders.delete(folder.summary());
        folder.rewind(stepsDone(plan), folders);
    }

    private Summary train(TrainPlan plan, Cluster cluster) throws IOException, InterruptedException {
        Instant started = clock.instant();
        try (MetricsLog metrics = MetricsLog.open(folders, plan.folder().metrics(), stepsDone(plan), clock)) {
            Monitor monitor = new Monitor(metrics, display);
            Attempts attempts = new Attempts(cluster, plan.config(), plan.folder(), folders, metrics, monitor);
            WorkerResult result = attempts.run(plan.start());
            return summary(plan.config(), result, attempts.restarts(), started, clock.instant());
        }
    }

    /** Steps of this very run before its start: none if it starts from another run's checkpoint. */
    private static long stepsDone(TrainPlan plan) {
        return plan.continues() ? plan.start().map(Checkpoint::step).orElse(0L) : 0;
    }

    private static Summary summary(
            TrainConfig config, WorkerResult result, int restarts, Instant started, Instant finished) {
        return new Summary(
                config.model(),
                result.valAcc1(),
                result.valLoss(),
                result.trainLoss(),
                config.workers(),
                result.epochs(),
                result.steps(),
                config.batchSize(),
                config.accumulationSteps(),
                config.globalBatchSize(),
                result.imagesPerSecond(),
                Duration.between(started, finished).toMillis() / 1000.0,
                result.samplesEvaluated(),
                result.parameterHash(),
                result.checkpoint(),
                restarts,
                started.toString(),
                finished.toString(),
                Version.current());
    }

    private void announce(TrainPlan plan) {
        TrainConfig config = plan.config();
        display.line("training " + config.model() + " on " + config.data() + " with " + workers(config) + ", batch "
                + config.batchSize() + " each, " + accumulated(config) + config.globalBatchSize() + " in all");
        plan.start().ifPresent(checkpoint -> display.line("going on from " + checkpoint.path()));
        display.line("run folder " + plan.folder().path());
    }

    private static String accumulated(TrainConfig config) {
        return config.accumulationSteps() == 1 ? "" : config.accumulationSteps() + " of them per step, ";
    }

    private void drawCurves(TrainPlan plan) throws IOException {
        TrainConfig config = plan.config();
        String title = config.model() + ", " + workers(config);
        folders.write(
                plan.folder().curves(),
                Curves.svg(title, MetricsLog.read(folders, plan.folder().metrics())));
    }

    private static String workers(TrainConfig config) {
        return config.workers() == 1 ? "1 worker" : config.workers() + " workers";
    }

    private void conclude(RunFolder folder, Summary summary) {
        display.line(String.format(
                Locale.ROOT,
                "done: validation accuracy %.2f %%, loss %.4f, %.0f images/s, %.1f s; see %s",
                summary.valAcc1() * 100,
                summary.valLoss(),
                summary.imagesPerSecond(),
                summary.seconds(),
                folder.path()));
    }
}
