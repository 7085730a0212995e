package io.lockstep.driver.cluster;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;

/** What Spark writes to its log in this process. */
final class SparkLog {
    private SparkLog() {}

    /** Keeps out the stack traces of failed tasks: what failed is told in a line of our own. */
    static void withoutTaskFailures() {
        Configurator.setLevel("org.apache.spark.scheduler.TaskSetManager", Level.ERROR);
    }
}
