package io.lockstep.comms.join;

import io.lockstep.comms.MeshOptions;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/** The {@link Handshake} of a connection that this rank opened to a rank below it. */
final class DialerHandshake extends HandshakeReceiver {
    private final Dial dial;
    private final MeshOptions options;
    private final int acceptor;
    private final byte[] dialerNonce;
    private @Nullable Handshake handshake;

    DialerHandshake(Dial dial, MeshOptions options, int acceptor, SecureRandom random) {
        super(Handshake.CHALLENGE_BYTES);
        this.dial = dial;
        this.options = options;
        this.acceptor = acceptor;
        this.dialerNonce = Handshake.nonce(random);
    }

    @Override
    public void opened() {
        send(ByteBuffer.allocate(Handshake.HELLO_BYTES)
                .putInt(Handshake.MAGIC)
                .putLong(options.attempt())
                .putInt(options.rank())
                .putInt(acceptor)
                .put(dialerNonce)
                .array());
    }

    @Override
    void complete(ByteBuffer received) {
        if (handshake == null) {
            prove(received);
        } else if (Handshake.matches(handshake.acceptorProof(), take(received, Handshake.PROOF_BYTES))) {
            dial.authenticated(wire());
        } else {
            dial.failed("it answered with a wrong proof of the job's secret");
            refuse();
        }
    }

    @Override
    public void closed(@Nullable Throwable cause) {
        if (handshake != null) {
            dial.failed("it closed the connection on seeing our proof; do all ranks have the same secret?");
        } else if (cause != null) {
            dial.failed(String.valueOf(cause.getMessage()));
        } else {
            dial.failed("it closed the connection without an answer");
        }
    }

    private void prove(ByteBuffer challenge) {
        if (challenge.getInt() != Handshake.MAGIC) {
            dial.failed("something other than a Lockstep worker answers there");
            refuse();
            return;
        }
        byte[] acceptorNonce = take(challenge, Handshake.NONCE_BYTES);
        handshake = new Handshake(options, options.rank(), acceptor, dialerNonce, acceptorNonce);
        expect(Handshake.PROOF_BYTES);
        send(handshake.dialerProof());
    }
}
