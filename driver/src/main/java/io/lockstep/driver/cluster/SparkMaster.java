package io.lockstep.driver.cluster;

import io.lockstep.worker.LockstepException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import org.apache.spark.SparkConf;

/** Who gives out executors. */
final class SparkMaster {
    private static final String STANDALONE = "spark://";
    private static final int TIMEOUT_MILLIS = 5000;

    private SparkMaster() {}

    /**
     * Asks the master whether it is there, since Spark itself takes a minute to give up.
     *
     * @throws LockstepException if none is set, or none of a standalone cluster's answers
     */
    static void check(SparkConf conf) {
        String master = conf.get("spark.master", "");
        if (master.isEmpty()) {
            throw new LockstepException("no Spark master is set; start with deploy/lockstep or with spark-submit"
                    + " --master spark://<host>:7077 (or yarn, k8s://..., local[<n>])");
        }
        if (master.startsWith(STANDALONE) && !anyAnswers(master)) {
            throw new LockstepException(
                    "no Spark master answers at " + master + "; start it (start-master.sh) or correct --master");
        }
    }

    private static boolean anyAnswers(String master) {
        for (String address : master.substring(STANDALONE.length()).split(",", -1)) {
            if (answers(URI.create(STANDALONE + address))) {
                return true;
            }
        }
        return false;
    }

    private static boolean answers(URI master) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(master.getHost(), master.getPort()), TIMEOUT_MILLIS);
            return true;
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }
}
