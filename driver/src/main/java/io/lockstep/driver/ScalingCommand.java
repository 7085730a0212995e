package io.lockstep.driver;

import io.lockstep.driver.cluster.Cluster;
import io.lockstep.driver.cluster.Job;
import io.lockstep.driver.monitor.Display;
import io.lockstep.driver.scaling.ScalingPicture;
import io.lockstep.driver.scaling.ScalingReport;
import io.lockstep.driver.scaling.ScalingRun;
import io.lockstep.driver.scaling.ScalingTables;
import io.lockstep.worker.Json;
import io.lockstep.worker.LockstepException;
import io.lockstep.worker.WorkerResult;
import io.lockstep.worker.measurement.ComputeTimes;
import io.lockstep.worker.measurement.Measured;
import io.lockstep.worker.measurement.Measurement;
import io.lockstep.worker.spark.AttemptLostException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.jspecify.annotations.Nullable;

/** {@code lockstep scaling}: the same training on several numbers of workers, in turn, in one Spark application. */
final class ScalingCommand {
    /** Steps of one worker by which the course of its computing is found before it is emulated. */
    private static final int CALIBRATION_STEPS = 5;

    private final SparkConf spark;
    private final Configuration hadoop;
    private final Display display;

    ScalingCommand(SparkConf spark, Configuration hadoop, Display display) {
        this.spark = spark;
        this.hadoop = hadoop;
        this.display = display;
    }

    void run(ScalingPlan plan) throws IOException, InterruptedException {
        ScalingRecord record;
        try (Cluster cluster = Cluster.connect(spark, plan.config(), hadoop, display::passing)) {
            cluster.awaitExecutors();
            record = measure(plan, cluster);
        } catch (AttemptLostException e) {
            throw new LockstepException("a worker was lost: " + e.getMessage() + "; start again", e);
        }
        ScalingReport report = record.report(spark);
        write(plan.json(), Json.pretty(report) + "\n");
        write(plan.svg(), ScalingPicture.svg(report));
        ScalingTables tables = new ScalingTables(report);
        write(plan.markdown(), tables.markdown());
        display.line("");
        tables.lines().forEach(display::line);
    }

    private ScalingRecord measure(ScalingPlan plan, Cluster cluster) throws AttemptLostException, InterruptedException {
        ScalingRecord record = new ScalingRecord(plan);
        display.line(record.title());
        ComputeTimes course = plan.emulatedMillis() > 0 ? course(plan, cluster) : null;
        warmUp(plan, cluster, course);
        for (int round = 1; round <= plan.rounds(); round++) {
            for (int workers : plan.workers()) {
                int batch = plan.mode().batchOf(plan.batchSize(), workers);
                ScalingRun run = run(plan, cluster, workers, batch, course);
                record.add(run);
                tell(plan, round, run);
                if (workers == 1 && record.needsHalf()) {
                    ScalingRun half = run(plan, cluster, 1, plan.batchSize() / 2, course);
                    record.addHalf(half);
                    tell(plan, round, half);
                }
            }
        }
        return record;
    }

    /** How one worker's computing goes, in the time that it is to take. */
    private ComputeTimes course(ScalingPlan plan, Cluster cluster) throws AttemptLostException, InterruptedException {
        display.passing("computing on one worker, to emulate it");
        Measurement measurement = new Measurement(plan.warmUpSteps(), CALIBRATION_STEPS, plan.generated(), null, false);
        ScalingRun run = run(plan, cluster, 1, plan.batchSize(), measurement);
        return run.ranks().get(0).compute().scaledTo(Math.round(plan.emulatedMillis() * 1e6));
    }

    /** Lets the executors load and compile what they run. */
    private void warmUp(ScalingPlan plan, Cluster cluster, @Nullable ComputeTimes course)
            throws AttemptLostException, InterruptedException {
        int workers = plan.config().workers();
        display.passing("warming up " + workers + " workers");
        Measurement measurement = new Measurement(1, plan.warmUpSteps(), plan.generated(), course, workers > 1);
        run(plan, cluster, workers, plan.mode().batchOf(plan.batchSize(), workers), measurement);
    }

    private ScalingRun run(ScalingPlan plan, Cluster cluster, int workers, int batch, @Nullable ComputeTimes course)
            throws AttemptLostException, InterruptedException {
        ComputeTimes emulated = course == null ? null : course.scaledTo(course.nanos() * batch / plan.batchSize());
        return run(
                plan,
                cluster,
                workers,
                batch,
                new Measurement(plan.warmUpSteps(), plan.steps(), plan.generated(), emulated, workers > 1));
    }

    private ScalingRun run(ScalingPlan plan, Cluster cluster, int workers, int batch, Measurement measurement)
            throws AttemptLostException, InterruptedException {
        Job job = Job.measure(plan.config(workers, batch), measurement);
        List<Measured> measured = cluster.stage().run(job.tasks(0, Optional.empty()), display::show).stream()
                .map(WorkerResult::measured)
                .map(Objects::requireNonNull)
                .toList();
        return new ScalingRun(batch, measured);
    }

    private void tell(ScalingPlan plan, int round, ScalingRun run) {
        display.line(String.format(
                Locale.ROOT,
                "round %d/%d  %d worker%s, batch %d each  %.4g images/s",
                round,
                plan.rounds(),
                run.workers(),
                run.workers() == 1 ? "" : "s",
                run.batchSize(),
                run.imagesPerSecond()));
    }

    private void write(Optional<Path> file, String text) throws IOException {
        if (file.isPresent()) {
            Files.writeString(file.get(), text);
            display.line("wrote " + file.get());
        }
    }
}
