package io.lockstep.comms.join;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * What one side brings to a {@link Handshake}.
 *
 * @param nonce random and never used before
 * @param fingerprint SHA-256 of the certificate that this side will show in the TLS handshake; zeros if there is to be none
 */
record Offer(byte[] nonce, byte[] fingerprint) {
    static final int NONCE_BYTES = 32;
    static final int FINGERPRINT_BYTES = 32;
    static final int BYTES = NONCE_BYTES + FINGERPRINT_BYTES;

    private static final byte[] NO_TLS = new byte[FINGERPRINT_BYTES];

    static Offer plain(SecureRandom random) {
        return new Offer(nonce(random), NO_TLS);
    }

    static Offer tls(SecureRandom random, byte[] fingerprint) {
        return new Offer(nonce(random), fingerprint);
    }

    static Offer read(ByteBuffer from) {
        byte[] nonce = new byte[NONCE_BYTES];
        byte[] fingerprint = new byte[FINGERPRINT_BYTES];
        from.get(nonce).get(fingerprint);
        return new Offer(nonce, fingerprint);
    }

    void write(ByteBuffer to) {
        to.put(nonce).put(fingerprint);
    }

    boolean wantsTls() {
        return !Arrays.equals(fingerprint, NO_TLS);
    }

    private static byte[] nonce(SecureRandom random) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        return nonce;
    }
}
