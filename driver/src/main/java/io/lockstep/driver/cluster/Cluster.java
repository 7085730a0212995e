package io.lockstep.driver.cluster;

import io.lockstep.worker.LockstepException;
import io.lockstep.worker.config.TrainConfig;
import io.lockstep.worker.spark.WorkerStage;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** A connection to Spark and the executors of this application; its owner closes it. */
public final class Cluster implements AutoCloseable {
    private static final int POLL_MILLIS = 100;

    private final SparkConf given;
    private final JavaSparkContext spark;
    private final TrainConfig config;
    private final WorkerStage stage;
    private final Consumer<String> progress;
    private boolean waitedBefore;

    private Cluster(
            SparkConf given,
            JavaSparkContext spark,
            TrainConfig config,
            Configuration hadoop,
            Consumer<String> progress) {
        this.given = given;
        this.spark = spark;
        this.config = config;
        this.progress = progress;
        stage = new WorkerStage(spark, HadoopSettings.beyondDefaults(hadoop));
    }

    /**
     * Starts the application; its executors start after that, see {@link #awaitExecutors}.
     *
     * @param progress takes what is waited for, in words
     * @throws LockstepException if the master does not answer
     */
    public static Cluster connect(
            SparkConf given, TrainConfig config, Configuration hadoop, Consumer<String> progress) {
        SparkMaster.check(given);
        JavaSparkContext spark = new JavaSparkContext(SparkSettings.complete(given, config));
        SparkLog.quieten(given);
        return new Cluster(given, spark, config, hadoop, progress);
    }

    public WorkerStage stage() {
        return stage;
    }

    /**
     * Waits until there is an executor for each worker. The timeout runs from now, but the first time from the start of
     * this process, since that is when a user began to wait; a third of it is left in any case.
     *
     * @throws LockstepException if they do not come in time
     */
    public void awaitExecutors() throws InterruptedException {
        if (spark.isLocal()) {
            checkThreads();
            return;
        }
        long deadline = deadline(System.nanoTime());
        int executors = executors();
        while (executors < config.workers()) {
            if (System.nanoTime() - deadline > 0) {
                throw tooFew(executors);
            }
            progress.accept("waiting for executors  " + executors + "/" + config.workers());
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            executors = executors();
        }
    }

    private long deadline(long now) {
        long timeout = config.executorTimeout().toNanos();
        long waited = waitedBefore
                ? 0
                : Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime())
                        .toNanos();
        waitedBefore = true;
        return now + Math.max(timeout - waited, timeout / 3);
    }

    @Override
    public void close() {
        SparkLog.silence(given);
        spark.close();
    }

    /** With master {@code local[n]} the workers are threads of this process. */
    private void checkThreads() {
        int slots = spark.defaultParallelism() / spark.getConf().getInt("spark.task.cpus", 1);
        if (slots < config.workers()) {
            throw new LockstepException("--master " + spark.master() + " has room for " + slots + " of the "
                    + config.workers() + " workers; use local[<n>] with more threads or fewer --workers");
        }
    }

    private int executors() {
        return spark.statusTracker().getExecutorInfos().length - 1; // the driver counts as one
    }

    private LockstepException tooFew(int executors) {
        SparkConf conf = spark.getConf();
        return new LockstepException(executors + " of the " + config.workers() + " executors that --workers "
                + config.workers() + " needs started within "
                + config.executorTimeout().toSeconds() + " s, each with "
                + conf.get("spark.executor.cores") + " core(s) and " + conf.get("spark.executor.memory")
                + " of memory; free or add machines, lower --workers, or wait longer with --executor-timeout");
    }
}
