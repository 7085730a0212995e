package io.lockstep.comms.join;

import io.lockstep.comms.Refusal;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The {@link Handshake} of a connection that this rank opened to a rank below it. */
final class DialerHandshake extends HandshakeReceiver {
    private final Dial dial;
    private final Credentials credentials;
    private final int acceptor;
    private final Offer offer;
    private @Nullable Handshake handshake;

    DialerHandshake(Dial dial, Credentials credentials, int acceptor) {
        super(Handshake.CHALLENGE_BYTES);
        this.dial = dial;
        this.credentials = credentials;
        this.acceptor = acceptor;
        this.offer = credentials.offer();
    }

    /** Whether it is for the other side to prove itself. */
    boolean hasProved() {
        return handshake != null;
    }

    @Override
    public void opened() {
        send(credentials.hello(acceptor, offer));
    }

    @Override
    void complete(ByteBuffer received) {
        if (handshake == null) {
            prove(received);
        } else if (Handshake.matches(handshake.acceptorProof(), take(received, Handshake.PROOF_BYTES))) {
            if (credentials.wantTls()) {
                secure(credentials.client(handshake.acceptorOffer()), () -> dial.authenticated(wire()));
            } else {
                dial.authenticated(wire());
            }
        } else {
            refuse(Refusal.WRONG_PROOF, "it answered with a wrong proof of the job's secret");
        }
    }

    @Override
    public void closed(@Nullable Throwable cause) {
        if (isSecuring()) {
            dial.refused(Refusal.TLS_FAILED, "the TLS handshake failed: " + (cause == null ? "it hung up" : cause));
        } else if (handshake != null) {
            dial.failed("it closed the connection on seeing our proof; do all ranks have the same secret?");
        } else if (cause != null) {
            dial.failed(String.valueOf(cause.getMessage()));
        } else {
            dial.failed("it closed the connection without an answer");
        }
    }

    private void prove(ByteBuffer challenge) {
        if (challenge.getInt() != Handshake.MAGIC) {
            refuse(Refusal.STRANGER, "something other than a Lockstep worker answers there");
            return;
        }
        Offer theirs = Offer.read(challenge);
        if (theirs.wantsTls() != credentials.wantTls()) {
            refuse(
                    Refusal.TLS_FAILED,
                    "it " + (theirs.wantsTls() ? "wants" : "does not want")
                            + " TLS, unlike this rank; give all workers the same --comms-tls");
            return;
        }
        handshake = new Handshake(credentials.options(), credentials.options().rank(), acceptor, offer, theirs);
        expect(Handshake.PROOF_BYTES);
        send(ByteBuffer.wrap(handshake.dialerProof()));
    }

    private void refuse(Refusal kind, String reason) {
        dial.refused(kind, reason);
        end();
    }
}
