package io.lockstep.benchmarks.comms.spark;

import io.lockstep.benchmarks.command.Progress;
import io.lockstep.benchmarks.comms.entrant.Family;
import io.lockstep.benchmarks.comms.entrant.LockstepEntrant;
import io.lockstep.benchmarks.comms.report.Row;
import io.lockstep.benchmarks.comms.report.Score;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** Measures Lockstep and its variants as a Spark job: a barrier stage for each number of ranks, a rank on each executor. */
public final class SparkBenchmark implements AutoCloseable {
    private final JavaSparkContext spark;
    private final SparkPlan plan;
    private final Progress progress;

    /**
     * Starts the application.
     *
     * @param mostRanks in any stage
     */
    public SparkBenchmark(
            List<LockstepEntrant> variants,
            List<Long> sizes,
            int rounds,
            Duration turn,
            int mostRanks,
            Progress progress) {
        this.progress = progress;
        plan = new SparkPlan(
                new ArrayList<>(variants.stream()
                        .map(variant -> new SparkPlan.Variant(
                                variant.name(), variant.settings().toString()))
                        .toList()),
                new ArrayList<>(sizes),
                rounds,
                turn.toMillis());
        SparkConf conf = new SparkConf().setAppName("lockstep bench comms");
        defaults(mostRanks).forEach(conf::setIfMissing);
        spark = new JavaSparkContext(conf);
        spark.setLogLevel("ERROR"); // or Spark would count aloud the seconds until the executors are there
    }

    /** A core is an executor's and a rank's; whoever gave settings to spark-submit knows better. */
    private static Map<String, String> defaults(int ranks) {
        String all = Integer.toString(ranks);
        return Map.of(
                "spark.executor.cores", "1",
                "spark.cores.max", all,
                "spark.executor.instances", all,
                "spark.dynamicAllocation.enabled", "false",
                "spark.barrier.sync.timeout", "120s",
                "spark.scheduler.barrier.maxConcurrentTasksCheck.interval", "1s",
                "spark.scheduler.barrier.maxConcurrentTasksCheck.maxFailures", "120",
                "spark.scheduler.minRegisteredResourcesRatio", "1.0",
                "spark.ui.showConsoleProgress", "false");
    }

    /** For people: the cluster. */
    public String description() {
        return "executors of the Spark cluster " + spark.master();
    }

    /** A row for each size. */
    public List<Row> run(int ranks) {
        progress.passing(ranks + " ranks: running");
        List<Integer> numbers = IntStream.range(0, ranks).boxed().toList();
        ClassTag<SparkTurn> tag = ClassTag$.MODULE$.apply(SparkTurn.class);
        RDD<SparkTurn> stage =
                spark.parallelize(numbers, ranks).rdd().barrier().mapPartitions(new SparkRank(plan), false, tag);
        List<SparkTurn> turns = new JavaRDD<>(stage, tag).collect();
        List<Row> rows =
                plan.sizes().stream().map(bytes -> row(ranks, bytes, turns)).toList();
        rows.forEach(row -> progress.line(row.toString()));
        return rows;
    }

    private Row row(int ranks, long bytes, List<SparkTurn> turns) {
        List<Score> scores = plan.variants().stream()
                .map(variant -> new Score(
                        variant.name(),
                        Family.LOCKSTEP,
                        turns.stream()
                                .filter(turn ->
                                        turn.bytes() == bytes && turn.variant().equals(variant.name()))
                                .map(SparkTurn::nanos)
                                .toList()))
                .toList();
        return new Row(ranks, bytes, scores, List.of());
    }

    @Override
    public void close() {
        spark.close();
    }
}
