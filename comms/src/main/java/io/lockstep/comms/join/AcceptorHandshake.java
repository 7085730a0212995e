package io.lockstep.comms.join;

import io.lockstep.comms.MeshOptions;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/** The {@link Handshake} of an accepted connection: whoever is there must prove to be a rank above ours. */
final class AcceptorHandshake extends HandshakeReceiver {
    private final Rendezvous rendezvous;
    private final MeshOptions options;
    private final SecureRandom random;
    private final long startNanos;
    private int dialer;
    private @Nullable Handshake handshake;

    AcceptorHandshake(Rendezvous rendezvous, MeshOptions options, SecureRandom random, long startNanos) {
        super(Handshake.HELLO_BYTES);
        this.rendezvous = rendezvous;
        this.options = options;
        this.random = random;
        this.startNanos = startNanos;
    }

    long startNanos() {
        return startNanos;
    }

    @Override
    public void opened() {}

    @Override
    void complete(ByteBuffer received) {
        if (handshake == null) {
            challenge(received);
        } else if (Handshake.matches(handshake.dialerProof(), take(received, Handshake.PROOF_BYTES))) {
            send(handshake.acceptorProof());
            rendezvous.authenticated(dialer, wire());
        } else {
            refuse();
        }
    }

    @Override
    public void closed(@Nullable Throwable cause) {
        rendezvous.strangerGone(this);
    }

    private void challenge(ByteBuffer hello) {
        boolean magic = hello.getInt() == Handshake.MAGIC;
        boolean attempt = hello.getLong() == options.attempt();
        dialer = hello.getInt();
        int acceptor = hello.getInt();
        boolean above = dialer > options.rank() && dialer < options.worldSize();
        if (!magic || !attempt || !above || acceptor != options.rank()) {
            refuse();
            return;
        }
        byte[] dialerNonce = take(hello, Handshake.NONCE_BYTES);
        byte[] acceptorNonce = Handshake.nonce(random);
        handshake = new Handshake(options, dialer, acceptor, dialerNonce, acceptorNonce);
        expect(Handshake.PROOF_BYTES);
        send(ByteBuffer.allocate(Handshake.CHALLENGE_BYTES)
                .putInt(Handshake.MAGIC)
                .put(acceptorNonce)
                .array());
    }
}
