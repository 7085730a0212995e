package io.lockstep.worker.spark;

import io.lockstep.comms.JobSecret;
import io.lockstep.worker.LockstepException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.apache.spark.SparkEnv;

/**
 * What a job's secret is made of where {@code spark.authenticate} is set: the secret that driver and executors share already,
 * so that none needs to travel. A job's own is derived from it, so that workers of two jobs cannot be taken for each other,
 * and what the mesh does with it says nothing about Spark's.
 */
final class SparkSecret {
    private static final String LABEL = "lockstep job secret 1 ";
    private static final int MIN_BYTES = 16;

    private SparkSecret() {}

    /** Whether this process shares a secret with all others of its Spark application. */
    static boolean isSet() {
        return SparkEnv.get().securityManager().isAuthenticationEnabled();
    }

    /**
     * Checks Spark's secret, if there is one.
     *
     * @throws LockstepException if it is so short that who listens to a handshake might find it out
     */
    static void requireLongIfSet() {
        if (isSet()) {
            requireLong(sparks());
        }
    }

    static void requireLong(String secret) {
        int bytes = bytes(secret).length;
        if (bytes < MIN_BYTES) {
            throw new LockstepException("spark.authenticate.secret needs at least " + MIN_BYTES + " bytes but has "
                    + bytes + "; draw a longer one at random");
        }
    }

    /** The secret of {@code jobId} in hexadecimal digits, the same in driver and executors. */
    static String of(String jobId) {
        return derive(sparks(), jobId);
    }

    static String derive(String secret, String jobId) {
        byte[] derived = JobSecret.of(bytes(secret)).sign(bytes(LABEL + jobId));
        return HexFormat.of().formatHex(derived);
    }

    private static String sparks() {
        return SparkEnv.get().securityManager().getSecretKey();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
