package io.lockstep.comms;

import io.lockstep.comms.join.HostAndPort;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Stands before the listening port of rank 0, so that all its connections can be cut or frozen after some bytes: to the
 * others the rank dies, or its host hangs, in the middle of an operation.
 */
final class Proxy implements AutoCloseable {
    /** What happens once the bytes are through. */
    enum Fate {
        CUT,
        FREEZE,
        /** What follows comes late by {@link #DELAY}, and then all is well. */
        DELAY
    }

    static final Duration DELAY = Duration.ofMillis(1200);

    private final ServerSocket server;
    private final Fate fate;
    private final AtomicLong bytesLeft;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile boolean closed;
    private volatile String target = "";

    Proxy(Fate fate, long afterBytes) throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.fate = fate;
        bytesLeft = new AtomicLong(afterBytes);
        start("proxy-accept", this::accept);
    }

    /** The address to give instead of {@code rankAddress}. */
    String before(String rankAddress) {
        target = rankAddress;
        return new HostAndPort("127.0.0.1", server.getLocalPort()).toString();
    }

    @Override
    public void close() throws IOException {
        closed = true;
        server.close();
        closeSockets();
    }

    private void accept() throws IOException {
        while (!closed) {
            Socket client = server.accept();
            HostAndPort address = HostAndPort.parse(0, target);
            Socket rank = new Socket(InetAddress.getLoopbackAddress(), address.port());
            sockets.add(client);
            sockets.add(rank);
            start("proxy-there", () -> forward(client.getInputStream(), rank.getOutputStream()));
            start("proxy-back", () -> forward(rank.getInputStream(), client.getOutputStream()));
        }
    }

    private void forward(InputStream from, OutputStream to) throws IOException {
        byte[] buffer = new byte[64 << 10];
        for (int bytes = from.read(buffer); bytes >= 0; bytes = from.read(buffer)) {
            if (bytesLeft.addAndGet(-bytes) < 0 && fate == Fate.DELAY) {
                bytesLeft.set(Long.MAX_VALUE);
                LockSupport.parkNanos(DELAY.toNanos()); // the delay is what this proxy is for
            } else if (bytesLeft.get() < 0) {
                if (fate == Fate.CUT) {
                    closeSockets();
                }
                return;
            }
            to.write(buffer, 0, bytes);
        }
        closeSockets();
    }

    private void closeSockets() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private interface Task {
        void run() throws IOException;
    }

    private void start(String name, Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (IOException e) {
                        // A closed socket is how each of these threads ends.
                        closed = closed || server.isClosed();
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }
}
