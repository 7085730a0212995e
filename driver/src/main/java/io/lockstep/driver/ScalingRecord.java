package io.lockstep.driver;

import io.lockstep.driver.scaling.CostModel;
import io.lockstep.driver.scaling.Crowding;
import io.lockstep.driver.scaling.Forecast;
import io.lockstep.driver.scaling.Mode;
import io.lockstep.driver.scaling.Network;
import io.lockstep.driver.scaling.Point;
import io.lockstep.driver.scaling.ScalingReport;
import io.lockstep.driver.scaling.ScalingRun;
import io.lockstep.worker.measurement.Measured;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SparkConf;
import org.jspecify.annotations.Nullable;

/** The runs of a scaling experiment so far, and what follows from them. */
final class ScalingRecord {
    private final ScalingPlan plan;
    private final String started = Instant.now().toString();
    private final Map<Integer, List<ScalingRun>> runs = new TreeMap<>();
    private final List<ScalingRun> half = new ArrayList<>();

    ScalingRecord(ScalingPlan plan) {
        this.plan = plan;
    }

    void add(ScalingRun run) {
        runs.computeIfAbsent(run.workers(), workers -> new ArrayList<>()).add(run);
    }

    /** Of one worker with half of its batch. */
    void addHalf(ScalingRun run) {
        half.add(run);
    }

    /** Whether a forecast takes runs on half of the batch. */
    boolean needsHalf() {
        return plan.mode() == Mode.STRONG && plan.canForecast();
    }

    String title() {
        String batch = plan.mode() == Mode.WEAK
                ? "batch " + plan.batchSize() + " of each worker"
                : "batch " + plan.batchSize() + " of all workers together";
        return plan.mode() + " scaling of " + plan.config().model() + ", " + batch
                + (plan.emulatedMillis() > 0 ? ", computing EMULATED" : "");
    }

    ScalingReport report(SparkConf spark) {
        List<ScalingRun> alone = runsOn(1);
        CostModel model =
                plan.canForecast() ? new CostModel(plan.mode(), plan.batchSize(), alone, half, runsOn(2)) : null;
        Crowding crowding = crowding(spark);
        List<Point> points = new ArrayList<>();
        runs.forEach((workers, same) -> {
            Forecast forecast =
                    model == null || workers <= 2 ? null : model.forecast(workers, crowding.factor(workers));
            points.add(Point.of(plan.mode(), same, alone, forecast));
        });
        Network network = model == null ? null : model.network();
        return new ScalingReport(
                title(),
                settings(spark, crowding),
                plan.mode(),
                points,
                network,
                model == null ? List.of() : extrapolation(model, crowding),
                notes(network, crowding));
    }

    private List<ScalingRun> runsOn(int workers) {
        return runs.getOrDefault(workers, List.of());
    }

    /** Emulated computing takes no cores, so nobody crowds them. */
    private Crowding crowding(SparkConf spark) {
        int threads = plan.config().threadsPerWorker() > 0
                ? plan.config().threadsPerWorker()
                : spark.getInt("spark.executor.cores", 1);
        Measured first = runsOn(1).get(0).ranks().get(0);
        long pairHosts = plan.canForecast() ? runsOn(2).get(0).hosts() : 1;
        int cores = plan.emulatedMillis() > 0 ? Integer.MAX_VALUE : first.cores();
        return new Crowding(plan.workersPerHost(), pairHosts, threads, cores);
    }

    private List<Forecast> extrapolation(CostModel model, Crowding crowding) {
        Network network = extrapolated(model.network());
        List<Forecast> forecasts = new ArrayList<>();
        for (int workers : plan.forecast()) {
            if (plan.mode() == Mode.WEAK || workers <= plan.batchSize()) {
                forecasts.add(model.forecast(workers, crowding.factorElsewhere(), network));
            }
        }
        return forecasts;
    }

    private Network extrapolated(Network measured) {
        return plan.network().map(stated -> stated.beside(measured)).orElse(measured);
    }

    private Map<String, Object> settings(SparkConf spark, Crowding crowding) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("version", Version.current());
        settings.put("started", started);
        settings.put("master", spark.get("spark.master", ""));
        settings.put("model", plan.config().model());
        settings.put(
                "data",
                plan.generated() == null
                        ? plan.config().data()
                        : "made up in memory, " + plan.generated().toString());
        settings.put("mode", plan.mode().toString());
        settings.put("batch_size", plan.batchSize());
        settings.put("threads_per_worker", crowding.threads());
        settings.put("cores_per_host", runsOn(1).get(0).ranks().get(0).cores());
        settings.put("rounds", plan.rounds());
        settings.put("warmup_steps", plan.warmUpSteps());
        settings.put("steps", plan.steps());
        settings.put("emulated_compute_ms", plan.emulatedMillis());
        settings.put("emulated_hosts", plan.hosts());
        settings.put("link", plan.link());
        settings.put("config", plan.config().texts());
        return settings;
    }

    private List<String> notes(@Nullable Network network, Crowding crowding) {
        List<String> notes = new ArrayList<>();
        notes.add("Median of " + plan.rounds() + " rounds of " + plan.steps() + " steps after " + plan.warmUpSteps()
                + " to warm up; " + crowding.threads() + " thread(s) per worker.");
        if (plan.generated() != null) {
            notes.add("The images are made up in memory (" + plan.generated() + "): no files are read.");
        }
        if (plan.emulatedMillis() > 0) {
            notes.add(String.format(
                    Locale.ROOT,
                    "Computing was EMULATED: workers waited %.4g ms per step of %d images instead, in the course that one"
                            + " worker's computing took; gradients travelled as they do in training.",
                    plan.emulatedMillis(),
                    plan.batchSize()));
        }
        if (plan.hosts() > 0) {
            notes.add("The hosts are network namespaces of one machine with links of "
                    + (plan.link().isEmpty() ? "1gbit" : plan.link()) + "; they share its cores.");
        }
        if (network == null) {
            notes.add("No forecasts: they take runs on 1 and 2 workers.");
        } else {
            forecastNotes(network, crowding, notes);
        }
        return notes;
    }

    private void forecastNotes(Network network, Crowding crowding, List<String> notes) {
        notes.add("Forecasts are from the runs on 1 and 2 workers alone; network between the two: " + network + ".");
        for (int workers : runs.keySet()) {
            if (workers > 2 && crowding.factor(workers) > 1) {
                notes.add(String.format(
                        Locale.ROOT,
                        "%d workers share the cores of a host: all that they do is expected to take %.3g times as long as"
                                + " on 2 (%d threads each, %d cores).",
                        workers,
                        crowding.factor(workers),
                        crowding.threads(),
                        crowding.cores()));
            }
        }
        if (!plan.forecast().isEmpty()) {
            notes.add("What was not run is forecast for "
                    + (plan.workersPerHost() == 0 ? "one worker" : plan.workersPerHost() + " worker(s)")
                    + " per host and "
                    + extrapolated(network)
                    + (plan.network().isEmpty()
                            ? ", as measured between the two workers."
                            : ": the stated link, filled to 94 %, and the stated latency beside the software's."));
        }
    }
}
