package io.lockstep.comms;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret that the workers of one job share and strangers lack. It never goes over a connection of the mesh: a rank
 * proves that it knows the secret by HMAC-SHA256 (RFC 2104) of the other side's fresh challenge.
 */
public final class JobSecret {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int MIN_BYTES = 16;

    private final SecretKeySpec key;

    private JobSecret(byte[] bytes) {
        key = new SecretKeySpec(bytes, ALGORITHM);
    }

    /**
     * A secret of the given bytes, which are copied; they reach the workers over a channel that is private already.
     *
     * @throws IllegalArgumentException if there are fewer than 16 bytes
     */
    public static JobSecret of(byte[] bytes) {
        if (bytes.length < MIN_BYTES) {
            throw new IllegalArgumentException("a job secret needs at least " + MIN_BYTES + " bytes but has "
                    + bytes.length + "; draw it from a SecureRandom");
        }
        return new JobSecret(bytes);
    }

    /** The HMAC-SHA256 of {@code message}, 32 bytes. */
    public byte[] sign(byte[] message) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    /** Hides the secret from logs. */
    @Override
    public String toString() {
        return "JobSecret";
    }
}
