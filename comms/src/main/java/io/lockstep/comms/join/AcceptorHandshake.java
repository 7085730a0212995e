package io.lockstep.comms.join;

import io.lockstep.comms.MeshOptions;
import io.lockstep.comms.Refusal;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The {@link Handshake} of an accepted connection: whoever is there must prove to be a rank above ours. */
final class AcceptorHandshake extends HandshakeReceiver {
    private final Rendezvous rendezvous;
    private final Credentials credentials;
    private final long startNanos;
    private boolean spokeMagic;
    private int dialer;
    private @Nullable Handshake handshake;

    AcceptorHandshake(Rendezvous rendezvous, Credentials credentials, long startNanos) {
        super(Handshake.MAGIC_BYTES);
        this.rendezvous = rendezvous;
        this.credentials = credentials;
        this.startNanos = startNanos;
    }

    long startNanos() {
        return startNanos;
    }

    /** Whether the other side has said what only a rank of our job should know, if nobody listens to the network. */
    boolean hasGreeted() {
        return handshake != null;
    }

    @Override
    public void opened() {}

    @Override
    void complete(ByteBuffer received) {
        if (!spokeMagic) {
            spokeMagic = received.getInt() == Handshake.MAGIC;
            if (spokeMagic) {
                expect(Handshake.HELLO_BYTES - Handshake.MAGIC_BYTES);
            } else {
                rendezvous.refuse(this, Refusal.STRANGER);
            }
        } else if (handshake == null) {
            challenge(received);
        } else {
            judge(handshake, take(received, Handshake.PROOF_BYTES));
        }
    }

    @Override
    public void closed(@Nullable Throwable cause) {
        rendezvous.strangerGone(this);
    }

    private void challenge(ByteBuffer hello) {
        MeshOptions options = credentials.options();
        boolean ours = credentials.isOurJob(hello) && hello.getLong() == options.attempt();
        dialer = hello.getInt(hello.limit() - Offer.BYTES - 8);
        int acceptor = hello.getInt(hello.limit() - Offer.BYTES - 4);
        boolean above = dialer > options.rank() && dialer < options.worldSize();
        if (!ours || !above || acceptor != options.rank()) {
            rendezvous.refuse(this, Refusal.OTHER_JOB);
            return;
        }
        hello.position(hello.limit() - Offer.BYTES);
        Offer own = credentials.offer();
        handshake = new Handshake(options, dialer, acceptor, Offer.read(hello), own);
        expect(Handshake.PROOF_BYTES);
        send(Credentials.challenge(own));
    }

    private void judge(Handshake agreed, byte[] proof) {
        Offer theirs = agreed.dialerOffer();
        if (theirs.wantsTls() != credentials.wantTls()) {
            rendezvous.refuse(this, Refusal.TLS_FAILED);
        } else if (!Handshake.matches(agreed.dialerProof(), proof)) {
            rendezvous.refuse(this, Refusal.WRONG_PROOF);
        } else {
            send(ByteBuffer.wrap(agreed.acceptorProof()));
            if (credentials.wantTls()) {
                secure(credentials.server(theirs), () -> rendezvous.authenticated(dialer, wire()));
            } else {
                rendezvous.authenticated(dialer, wire());
            }
        }
    }
}
