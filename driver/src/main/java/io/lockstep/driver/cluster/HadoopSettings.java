package io.lockstep.driver.cluster;

import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import scala.Tuple2;

/** The settings of Hadoop's file systems: those of this machine, those of {@code spark.hadoop.*}, and bounded waits. */
public final class HadoopSettings {
    private static final String SPARK_PREFIX = "spark.hadoop.";
    /** Hadoop's own defaults try an address that does not answer for a quarter of an hour. */
    private static final Map<String, String> BOUNDED_WAITS = Map.of(
            "ipc.client.connect.timeout", "5000",
            "ipc.client.connect.max.retries", "3",
            "ipc.client.connect.max.retries.on.timeouts", "3");

    private HadoopSettings() {}

    public static Configuration of(SparkConf spark) {
        Configuration hadoop = new Configuration();
        for (Tuple2<String, String> setting : spark.getAllWithPrefix(SPARK_PREFIX)) {
            hadoop.set(setting._1(), setting._2());
        }
        BOUNDED_WAITS.forEach((key, value) -> {
            if (isDefault(hadoop, key)) {
                hadoop.set(key, value);
            }
        });
        return hadoop;
    }

    /** What {@code hadoop} says beyond the defaults in Hadoop's jars, so that executors can be told. */
    public static Map<String, String> beyondDefaults(Configuration hadoop) {
        Map<String, String> settings = new HashMap<>();
        for (Map.Entry<String, String> entry : hadoop) {
            if (!isDefault(hadoop, entry.getKey())) {
                settings.put(entry.getKey(), hadoop.getRaw(entry.getKey()));
            }
        }
        return settings;
    }

    private static boolean isDefault(Configuration hadoop, String key) {
        String[] sources = hadoop.getPropertySources(key);
        return sources == null || sources.length == 0 || sources[sources.length - 1].endsWith("-default.xml");
    }
}
