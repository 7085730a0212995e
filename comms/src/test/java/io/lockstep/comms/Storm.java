package io.lockstep.comms;

import io.lockstep.comms.join.Forgery;
import io.lockstep.comms.join.HostAndPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Connects to a rank again and again, as everybody might but a rank of the job: with random bytes, greetings cut short,
 * greetings and proofs with a bit flipped, replays of recorded handshakes, one byte now and then, silence, and resets.
 */
final class Storm implements Runnable {
    private static final int LORISES = 12;

    private final String address;
    private final Forgery impersonated;
    private final AtomicInteger left;
    private final AtomicInteger connected;
    private final Random random;
    private final ArrayDeque<Socket> lorises = new ArrayDeque<>();
    private byte[] recordedHello = new byte[0];
    private byte[] recordedProof = new byte[0];

    /**
     * A storm on the rank at {@code address}.
     *
     * @param impersonated whose handshakes are spoilt and replayed
     * @param left how many connections to make; shared with other storms
     * @param connected counts those that were accepted
     */
    Storm(String address, Forgery impersonated, AtomicInteger left, AtomicInteger connected, long seed) {
        this.address = address;
        this.impersonated = impersonated;
        this.left = left;
        this.connected = connected;
        random = new Random(seed);
    }

    @Override
    public void run() {
        while (left.getAndDecrement() > 0) {
            try {
                visit(random.nextInt(9));
            } catch (IOException e) {
                // Refused while still talking, or the port is closed since the mesh is complete.
                recordedProof = recordedProof.clone();
            }
        }
        for (Socket loris : lorises) {
            close(loris);
        }
    }

    private void visit(int kind) throws IOException {
        Socket socket = connect();
        if (kind == 8) {
            keepSlowly(socket);
            return;
        }
        try (socket) {
            Forgery forgery = impersonated.next();
            switch (kind) {
                case 0 -> send(socket, randomBytes(1 + random.nextInt(4096)));
                case 1 -> send(socket, randomBytes(64 << 10));
                case 2 -> send(socket, Arrays.copyOf(forgery.hello(), random.nextInt(Forgery.HELLO_BYTES)));
                case 3 -> send(socket, flipped(forgery.hello()));
                case 4 -> answer(socket, forgery, forgery.hello(), true);
                case 5 -> answer(socket, forgery, flipped(forgery.hello()), false);
                case 6 -> replay(socket, forgery);
                default -> socket.setSoLinger(true, 0);
            }
        }
    }

    private Socket connect() throws IOException {
        HostAndPort target = HostAndPort.parse(0, address);
        Socket socket = new Socket();
        try {
            // Many addresses of our own, since a connection that has ended keeps its pair of ports for a minute.
            socket.bind(new InetSocketAddress("127.0.0." + (2 + random.nextInt(200)), 0));
            socket.setSoTimeout(2000);
            socket.connect(new InetSocketAddress(target.host(), target.port()), 2000);
            connected.incrementAndGet();
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Goes through the handshake but for a wrong bit: in the greeting, or in the proof. */
    private void answer(Socket socket, Forgery forgery, byte[] hello, boolean flipProof) throws IOException {
        send(socket, hello);
        byte[] challenge = socket.getInputStream().readNBytes(Forgery.CHALLENGE_BYTES);
        if (challenge.length == Forgery.CHALLENGE_BYTES) {
            byte[] proof = forgery.proof(challenge);
            send(socket, flipProof ? flipped(proof) : proof);
            if (socket.getInputStream().read() >= 0) {
                throw new AssertionError("a wrong handshake was answered");
            }
        }
    }

    /** Says again what was said in an earlier connection; records this one's first half if there was none yet. */
    private void replay(Socket socket, Forgery forgery) throws IOException {
        boolean first = recordedProof.length == 0;
        send(socket, first ? forgery.hello() : recordedHello);
        byte[] challenge = socket.getInputStream().readNBytes(Forgery.CHALLENGE_BYTES);
        if (challenge.length < Forgery.CHALLENGE_BYTES) {
            return;
        }
        if (first) {
            recordedHello = forgery.hello();
            recordedProof = forgery.proof(challenge);
        } else {
            send(socket, recordedProof);
            if (socket.getInputStream().read() >= 0) {
                throw new AssertionError("a replay was answered");
            }
        }
    }

    private void keepSlowly(Socket socket) throws IOException {
        lorises.add(socket);
        if (lorises.size() > LORISES) {
            close(lorises.remove());
        }
        byte[] hello = impersonated.next().hello();
        for (Socket loris : lorises) {
            try {
                loris.getOutputStream().write(hello, 0, 1);
            } catch (IOException e) {
                close(loris); // dropped in time
            }
        }
    }

    private byte[] flipped(byte[] bytes) {
        int bit = random.nextInt(8 * bytes.length);
        bytes[bit / 8] ^= (byte) (1 << bit % 8);
        return bytes;
    }

    private byte[] randomBytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static void send(Socket socket, byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
