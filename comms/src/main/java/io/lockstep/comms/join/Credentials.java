package io.lockstep.comms.join;

import io.lockstep.comms.MeshOptions;
import io.lockstep.comms.tls.TlsIdentity;
import io.lockstep.comms.wire.Wire;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What this rank shows to prove that it belongs to its job, and compares with what others show. */
final class Credentials {
    private final MeshOptions options;
    private final SecureRandom random = new SecureRandom();
    private final byte[] jobTag;
    private final @Nullable TlsIdentity identity;

    Credentials(MeshOptions options) {
        this.options = options;
        identity = options.network().tls() ? TlsIdentity.create(random) : null;
        jobTag = Arrays.copyOf(sha256(options.jobId().getBytes(StandardCharsets.UTF_8)), Handshake.TAG_BYTES);
    }

    MeshOptions options() {
        return options;
    }

    /** A new one for each connection. */
    Offer offer() {
        return identity == null ? Offer.plain(random) : Offer.tls(random, identity.fingerprint());
    }

    boolean wantTls() {
        return identity != null;
    }

    /** What implements TLS, in words; only if it is wanted. */
    String tlsImplementation() {
        return wanted().implementation();
    }

    /** The dialer's end of TLS with the one who made {@code peer}; only if it is wanted. */
    Wire.TlsEnd client(Offer peer) {
        TlsIdentity own = wanted();
        return allocator -> own.client(allocator, peer.fingerprint());
    }

    /** The acceptor's end of TLS with the one who made {@code peer}; only if it is wanted. */
    Wire.TlsEnd server(Offer peer) {
        TlsIdentity own = wanted();
        return allocator -> own.server(allocator, peer.fingerprint());
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

    private TlsIdentity wanted() {
        if (identity == null) {
            throw new IllegalStateException("no TLS is wanted");
        }
        return identity;
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
