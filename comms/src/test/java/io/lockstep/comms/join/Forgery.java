package io.lockstep.comms.join;

import io.lockstep.comms.MeshOptions;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The dialer's side of a handshake over a plain socket: for strangers that know some of what a rank knows. */
public final class Forgery {
    public static final int HELLO_BYTES = Handshake.HELLO_BYTES;
    public static final int CHALLENGE_BYTES = Handshake.CHALLENGE_BYTES;
    public static final int PROOF_BYTES = Handshake.PROOF_BYTES;

    private final MeshOptions options;
    private final Credentials credentials;
    private final int acceptor;
    private final Offer offer;

    /** Says what the rank of {@code options} would say to {@code acceptor}. */
    public Forgery(MeshOptions options, int acceptor) {
        this(options, new Credentials(options), acceptor);
    }

    private Forgery(MeshOptions options, Credentials credentials, int acceptor) {
        this.options = options;
        this.credentials = credentials;
        this.acceptor = acceptor;
        offer = credentials.offer();
    }

    /** The same for another connection. */
    public Forgery next() {
        return new Forgery(options, credentials, acceptor);
    }

    public static Socket connect(String address) throws IOException {
        HostAndPort target = HostAndPort.parse(0, address);
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(target.host(), target.port()), 10_000);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(20_000);
        return socket;
    }

    public byte[] hello() {
        return bytes(credentials.hello(acceptor, offer));
    }

    /** The proof that answers {@code challenge}. */
    public byte[] proof(byte[] challenge) {
        return handshake(challenge).dialerProof();
    }

    /** Goes through the whole handshake; fails with an {@link IOException} if the other side ends it. */
    public void prove(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        socket.getOutputStream().write(hello());
        byte[] challenge = new byte[CHALLENGE_BYTES];
        in.readFully(challenge);
        socket.getOutputStream().write(proof(challenge));
        byte[] proof = new byte[PROOF_BYTES];
        in.readFully(proof);
        if (!Arrays.equals(proof, handshake(challenge).acceptorProof())) {
            throw new IOException("the acceptor gave a wrong proof");
        }
    }

    private Handshake handshake(byte[] challenge) {
        ByteBuffer offered = ByteBuffer.wrap(challenge).position(Handshake.MAGIC_BYTES);
        return new Handshake(options, options.rank(), acceptor, offer, Offer.read(offered));
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
