package io.lockstep.comms.join;

import io.lockstep.comms.MeshOptions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * What two ranks prove to each other before any payload flows: that they know the job's secret and mean the same
 * connection.
 *
 * <pre>
 * dialer -> acceptor   HELLO      magic (4) job tag (16) attempt (8) dialer rank (4) acceptor rank (4) offer (64)
 * acceptor -> dialer   CHALLENGE  magic (4) offer (64)
 * dialer -> acceptor   PROOF      HMAC-SHA256(secret, "dialer" transcript) (32)
 * acceptor -> dialer   PROOF      HMAC-SHA256(secret, "acceptor" transcript) (32)
 *                      offer      nonce (32) fingerprint of the certificate for TLS, or zeros (32)
 * </pre>
 *
 * <p>The transcript holds job, world size, attempt, both ranks and both offers. Fresh nonces from both sides make a
 * recorded proof worthless, the role in the text makes reflecting one worthless, and the dialer proves first, so that a
 * stranger learns nothing but a random number. All messages have a fixed length; numbers are big-endian. The job tag, the
 * start of a hash of the job's name, spares workers of two jobs that meet by mistake the search for a wrong secret.
 *
 * <p>With TLS, what follows is a TLS 1.3 handshake in which each side accepts the one certificate whose fingerprint the
 * other side's proof covers: the session's keys are thereby bound to the secret, and who relays the proofs cannot take
 * part in the session. Strangers never get to speak TLS.
 */
final class Handshake {
    static final int MAGIC = 0x4C4B_4832;
    static final int MAGIC_BYTES = 4;
    static final int TAG_BYTES = 16;
    static final int HELLO_BYTES = MAGIC_BYTES + TAG_BYTES + 8 + 4 + 4 + Offer.BYTES;
    static final int CHALLENGE_BYTES = MAGIC_BYTES + Offer.BYTES;
    static final int PROOF_BYTES = 32;

    private final MeshOptions options;
    private final int dialer;
    private final int acceptor;
    private final Offer dialerOffer;
    private final Offer acceptorOffer;

    Handshake(MeshOptions options, int dialer, int acceptor, Offer dialerOffer, Offer acceptorOffer) {
        this.options = options;
        this.dialer = dialer;
        this.acceptor = acceptor;
        this.dialerOffer = dialerOffer;
        this.acceptorOffer = acceptorOffer;
    }

    Offer dialerOffer() {
        return dialerOffer;
    }

    Offer acceptorOffer() {
        return acceptorOffer;
    }

    byte[] dialerProof() {
        return proof("lockstep mesh 2 dialer");
    }

    byte[] acceptorProof() {
        return proof("lockstep mesh 2 acceptor");
    }

    /** Compares in constant time. */
    static boolean matches(byte[] expected, byte[] found) {
        return MessageDigest.isEqual(expected, found);
    }

    private byte[] proof(String role) {
        byte[] roleText = role.getBytes(StandardCharsets.UTF_8);
        byte[] job = options.jobId().getBytes(StandardCharsets.UTF_8);
        ByteBuffer text = ByteBuffer.allocate(roleText.length + job.length + 28 + 2 * Offer.BYTES);
        text.putInt(roleText.length).put(roleText).putInt(job.length).put(job);
        text.putInt(options.worldSize())
                .putLong(options.attempt())
                .putInt(dialer)
                .putInt(acceptor);
        dialerOffer.write(text);
        acceptorOffer.write(text);
        return options.secret().sign(text.array());
    }
}
