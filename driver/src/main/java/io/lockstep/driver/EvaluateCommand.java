package io.lockstep.driver;

import io.lockstep.driver.cluster.Cluster;
import io.lockstep.driver.cluster.Job;
import io.lockstep.driver.monitor.Display;
import io.lockstep.worker.Json;
import io.lockstep.worker.LockstepException;
import io.lockstep.worker.WorkerResult;
import io.lockstep.worker.config.TrainConfig;
import io.lockstep.worker.spark.AttemptLostException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;

/** {@code lockstep evaluate}: measures a checkpoint on all workers together. */
final class EvaluateCommand {
    private final SparkConf spark;
    private final Configuration hadoop;
    private final Display display;
    private final PrintWriter out;

    EvaluateCommand(SparkConf spark, Configuration hadoop, Display display, PrintWriter out) {
        this.spark = spark;
        this.hadoop = hadoop;
        this.display = display;
        this.out = out;
    }

    void run(EvaluatePlan plan) throws InterruptedException {
        Display watched = plan.json() ? Display.NONE : display;
        try (Cluster cluster = Cluster.connect(spark, plan.config(), hadoop, watched::passing)) {
            cluster.awaitExecutors();
            WorkerResult result = cluster.stage()
                    .run(Job.evaluate(plan.config()).tasks(0, Optional.of(plan.checkpoint())), watched::show)
                    .get(0);
            print(plan, result);
        } catch (AttemptLostException e) {
            throw new LockstepException("a worker was lost: " + e.getMessage() + "; start again", e);
        }
    }

    private void print(EvaluatePlan plan, WorkerResult result) {
        Map<String, Object> report = report(plan, result);
        if (plan.json()) {
            out.println(Json.pretty(report));
        } else {
            display.line("");
            report.forEach((key, value) -> display.line(String.format(Locale.ROOT, "%-20s %s", key, value)));
        }
    }

    private static Map<String, Object> report(EvaluatePlan plan, WorkerResult result) {
        TrainConfig config = plan.config();
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("checkpoint", plan.checkpoint().path().toString());
        report.put("model", config.model());
        report.put("data", config.data());
        report.put("world_size", config.workers());
        report.put("samples_evaluated", result.samplesEvaluated());
        report.put("val/acc1", result.valAcc1());
        report.put("val/loss", result.valLoss());
        report.put("images_per_sec", result.imagesPerSecond());
        report.put("seconds", result.seconds());
        report.put("parameter_hash", result.parameterHash());
        return report;
    }
}
