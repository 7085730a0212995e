package io.lockstep.comms.join;

import io.lockstep.comms.MeshOptions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;

/** What this rank shows to prove that it belongs to its job, and compares with what others show. */
final class Credentials {
    private final MeshOptions options;
    private final SecureRandom random = new SecureRandom();
    private final byte[] jobTag;

    Credentials(MeshOptions options) {
        this.options = options;
        jobTag = Arrays.copyOf(sha256(options.jobId().getBytes(StandardCharsets.UTF_8)), Handshake.TAG_BYTES);
    }

    MeshOptions options() {
        return options;
    }

    /** A new one for each connection. */
    Offer offer() {
        return Offer.plain(random);
    }

    ByteBuffer hello(int acceptor, Offer offer) {
        ByteBuffer hello = ByteBuffer.allocate(Handshake.HELLO_BYTES)
                .putInt(Handshake.MAGIC)
                .put(jobTag)
                .putLong(options.attempt())
                .putInt(options.rank())
                .putInt(acceptor);
        offer.write(hello);
        return hello.flip();
    }

    static ByteBuffer challenge(Offer offer) {
        ByteBuffer challenge = ByteBuffer.allocate(Handshake.CHALLENGE_BYTES).putInt(Handshake.MAGIC);
        offer.write(challenge);
        return challenge.flip();
    }

    /** Whether the next bytes of a hello are the tag of our job. */
    boolean isOurJob(ByteBuffer hello) {
        byte[] tag = new byte[Handshake.TAG_BYTES];
        hello.get(tag);
        return Arrays.equals(tag, jobTag);
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
