package io.lockstep.comms;

import io.lockstep.comms.join.Forgery;
import io.lockstep.comms.join.HostAndPort;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;

/** Stands before a rank and passes on the handshake as it is, but flips a bit here and there of what follows. */
final class SpoilingProxy implements AutoCloseable {
    /** Of a megabyte, some; the first soon enough for any test. */
    private static final int BYTES_PER_FLIP = 100_000;

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Random random;
    private volatile String target = "";

    SpoilingProxy(Random random) throws IOException {
        this.random = random;
        start(() -> {
            while (true) {
                connect(server.accept());
            }
        });
    }

    /** The address to give instead of {@code rankAddress}. */
    String before(String rankAddress) {
        target = rankAddress;
        return new HostAndPort("127.0.0.1", server.getLocalPort()).toString();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void connect(Socket dialer) throws IOException {
        Socket rank = new Socket(
                InetAddress.getLoopbackAddress(), HostAndPort.parse(0, target).port());
        long seed = random.nextLong();
        start(() -> forward(dialer, rank, Forgery.HELLO_BYTES + Forgery.PROOF_BYTES, new Random(seed)));
        start(() -> forward(rank, dialer, Forgery.CHALLENGE_BYTES + Forgery.PROOF_BYTES, new Random(seed + 1)));
    }

    private static void forward(Socket from, Socket to, int unspoilt, Random random) throws IOException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            out.write(in.readNBytes(unspoilt));
            byte[] buffer = new byte[16 << 10];
            int untilFlip = random.nextInt(BYTES_PER_FLIP);
            for (int bytes = in.read(buffer); bytes >= 0; bytes = in.read(buffer)) {
                for (; untilFlip < bytes; untilFlip += 1 + random.nextInt(BYTES_PER_FLIP)) {
                    buffer[untilFlip] ^= (byte) (1 << random.nextInt(8));
                }
                untilFlip -= bytes;
                out.write(buffer, 0, bytes);
            }
        }
    }

    private interface Task {
        void run() throws IOException;
    }

    private static void start(Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (IOException e) {
                        Thread.currentThread().interrupt(); // a closed socket is how each of these threads ends
                    }
                },
                "spoiling-proxy");
        thread.setDaemon(true);
        thread.start();
    }
}
