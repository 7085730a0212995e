package io.lockstep.comms.join;

import io.lockstep.comms.MeshOptions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;

/**
 * What two ranks prove to each other before any payload flows: that they know the job's secret and mean the same
 * connection.
 *
 * <pre>
 * dialer -> acceptor   HELLO      magic (4) attempt (8) dialer rank (4) acceptor rank (4) dialer nonce (32)
 * acceptor -> dialer   CHALLENGE  magic (4) acceptor nonce (32)
 * dialer -> acceptor   PROOF      HMAC-SHA256(secret, "dialer" transcript) (32)
 * acceptor -> dialer   PROOF      HMAC-SHA256(secret, "acceptor" transcript) (32)
 * </pre>
 *
 * <p>The transcript holds job, world size, attempt, both ranks and both nonces. Fresh nonces from both sides make a
 * recorded proof worthless, the role in the text makes reflecting one worthless, and the dialer proves first, so that a
 * stranger learns nothing but a random number. All messages have a fixed length; numbers are big-endian.
 */
public final class Handshake {
    public static final int MAGIC = 0x4C4B_4831;
    public static final int NONCE_BYTES = 32;
    public static final int HELLO_BYTES = 4 + 8 + 4 + 4 + NONCE_BYTES;
    public static final int CHALLENGE_BYTES = 4 + NONCE_BYTES;
    public static final int PROOF_BYTES = 32;

    private final MeshOptions options;
    private final int dialer;
    private final int acceptor;
    private final byte[] dialerNonce;
    private final byte[] acceptorNonce;

    public Handshake(MeshOptions options, int dialer, int acceptor, byte[] dialerNonce, byte[] acceptorNonce) {
        this.options = options;
        this.dialer = dialer;
        this.acceptor = acceptor;
        this.dialerNonce = dialerNonce;
        this.acceptorNonce = acceptorNonce;
    }

    public static byte[] nonce(SecureRandom random) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        return nonce;
    }

    public byte[] dialerProof() {
        return proof("lockstep mesh 1 dialer");
    }

    public byte[] acceptorProof() {
        return proof("lockstep mesh 1 acceptor");
    }

    /** Compares in constant time. */
    public static boolean matches(byte[] expected, byte[] found) {
        return MessageDigest.isEqual(expected, found);
    }

    private byte[] proof(String role) {
        byte[] roleText = role.getBytes(StandardCharsets.UTF_8);
        byte[] job = options.jobId().getBytes(StandardCharsets.UTF_8);
        ByteBuffer text = ByteBuffer.allocate(roleText.length + job.length + 28 + 2 * NONCE_BYTES);
        text.putInt(roleText.length).put(roleText).putInt(job.length).put(job);
        text.putInt(options.worldSize())
                .putLong(options.attempt())
                .putInt(dialer)
                .putInt(acceptor);
        text.put(dialerNonce).put(acceptorNonce);
        return options.secret().sign(text.array());
    }
}
