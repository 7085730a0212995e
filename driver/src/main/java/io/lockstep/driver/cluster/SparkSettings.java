package io.lockstep.driver.cluster;

import io.lockstep.worker.config.TrainConfig;
import io.lockstep.worker.spark.LockstepPlugin;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.SparkConf;

/**
 * Spark's settings for a barrier stage of long-running workers. What a user gave to spark-submit stays as it is; only
 * what is not set gets a value here.
 */
final class SparkSettings {
    private static final String EXECUTOR_CORES = "spark.executor.cores";
    private static final String PLUGINS = "spark.plugins";

    private SparkSettings() {}

    /** A copy of {@code given} made complete for {@code config}. */
    static SparkConf complete(SparkConf given, TrainConfig config) {
        SparkConf conf = given.clone();
        conf.setIfMissing(EXECUTOR_CORES, Integer.toString(Math.max(1, config.threadsPerWorker())));
        int cores = conf.getInt(EXECUTOR_CORES, 1);
        int threads = config.threadsPerWorker() > 0 ? config.threadsPerWorker() : cores;
        Map<String, String> defaults = new LinkedHashMap<>();
        defaults.put("spark.app.name", "lockstep " + config.name());
        defaults.put("spark.log.level", "WARN");
        oneWorkerPerExecutor(defaults, config.workers(), cores);
        executorProcess(defaults, threads);
        serialization(defaults);
        barrier(defaults, config);
        boundedWaits(defaults);
        defaults.forEach(conf::setIfMissing);
        addPlugin(conf);
        return conf;
    }

    /** An executor has the cores of one task, and there are as many executors as workers. */
    private static void oneWorkerPerExecutor(Map<String, String> defaults, int workers, int cores) {
        defaults.put("spark.task.cpus", Integer.toString(cores));
        defaults.put("spark.cores.max", Integer.toString(Math.multiplyExact(workers, cores)));
        defaults.put("spark.executor.instances", Integer.toString(workers));
        defaults.put("spark.dynamicAllocation.enabled", "false");
        defaults.put("spark.speculation", "false");
    }

    private static void executorProcess(Map<String, String> defaults, int threads) {
        defaults.put("spark.executor.memory", "2g");
        defaults.put("spark.executor.memoryOverhead", "2g"); // tensors lie outside the heap
        // Spark adds the user's extraJavaOptions after these. JavaCPP would else count native memory against the heap.
        defaults.put(
                "spark.executor.defaultJavaOptions",
                "-XX:MaxDirectMemorySize=2g -Dorg.bytedeco.javacpp.maxBytes=0 -Dorg.bytedeco.javacpp.maxPhysicalBytes=0");
        // Read by oneDNN's OpenMP when its library loads.
        defaults.put("spark.executorEnv.OMP_NUM_THREADS", Integer.toString(threads));
    }

    private static void serialization(Map<String, String> defaults) {
        defaults.put("spark.serializer", "org.apache.spark.serializer.KryoSerializer");
        defaults.put("spark.kryo.registrationRequired", "true");
    }

    private static void barrier(Map<String, String> defaults, TrainConfig config) {
        defaults.put("spark.barrier.sync.timeout", config.communicationTimeout().toSeconds() + "s");
        defaults.put("spark.scheduler.barrier.maxConcurrentTasksCheck.interval", "1s");
        defaults.put("spark.scheduler.minRegisteredResourcesRatio", "1.0");
    }

    /** A frozen executor is missed after 30 s; a task that does not end when told to takes its executor with it. */
    private static void boundedWaits(Map<String, String> defaults) {
        defaults.put("spark.executor.heartbeatInterval", "5s");
        defaults.put("spark.network.timeout", "30s");
        defaults.put("spark.network.timeoutInterval", "5s");
        defaults.put("spark.task.reaper.enabled", "true");
        defaults.put("spark.task.reaper.killTimeout", "60s");
        defaults.put("spark.ui.showConsoleProgress", "false");
    }

    private static void addPlugin(SparkConf conf) {
        String plugin = LockstepPlugin.class.getName();
        String given = conf.get(PLUGINS, "");
        if (!given.contains(plugin)) {
            conf.set(PLUGINS, given.isEmpty() ? plugin : given + "," + plugin);
        }
    }
}
