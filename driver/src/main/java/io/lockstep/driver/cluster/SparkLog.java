package io.lockstep.driver.cluster;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.spark.SparkConf;

/** What Spark writes to its log in this process. */
final class SparkLog {
    private SparkLog() {}

    /**
     * Leaves Spark's errors only, unless the user asks for more by {@code spark.log.level}: its warnings are stack traces
     * of lost tasks and connections, which Lockstep tells in a line of its own.
     */
    static void quieten(SparkConf given) {
        setLevel(given, Level.ERROR);
    }

    /** Likewise leaves nothing of what Spark says about transfers that its own end cuts short. */
    static void silence(SparkConf given) {
        setLevel(given, Level.OFF);
    }

    private static void setLevel(SparkConf given, Level level) {
        if (!given.contains("spark.log.level")) {
            Configurator.setLevel("org.apache.spark", level);
        }
    }
}
