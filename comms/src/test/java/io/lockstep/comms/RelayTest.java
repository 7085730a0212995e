package io.lockstep.comms;

import io.lockstep.comms.join.Forgery;
import io.lockstep.comms.tls.Impostor;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Somebody without the secret stands between two ranks, passes on their proofs unchanged, and then opens a TLS session of
 * his own with each.
 */
@Timeout(60)
class RelayTest {
    private final AtomicInteger relayed = new AtomicInteger();
    private final AtomicInteger sessions = new AtomicInteger();

    @Test
    void whoRelaysTheProofsGetsNoSessionWithEither() throws Exception {
        Impostor impostor = new Impostor();
        Ranks.MemoryExchange exchange = new Ranks.MemoryExchange(2);
        try (ServerSocket between = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            List<Throwable> failures = Ranks.onEach(2, rank -> {
                MeshOptions options = Ranks.options(rank, 2)
                        .withRendezvousTimeout(Duration.ofSeconds(3))
                        .with(NetworkOptions.DEFAULT.withTls(true));
                return catchThrowable(() -> Mesh.join(options, own -> {
                    List<String> addresses = exchange.of(rank).exchange(own);
                    if (rank == 0) {
                        start(() -> relay(between, own, impostor));
                        return addresses;
                    }
                    return List.of("127.0.0.1:" + between.getLocalPort(), own);
                }));
            });
            assertThat(relayed).hasPositiveValue();
            assertThat(sessions).hasValue(0);
            assertThat(failures).allMatch(RendezvousException.class::isInstance);
            assertThat(failures.get(0)).hasMessageContaining("that failed in the TLS handshake");
            assertThat(failures.get(1))
                    .hasMessageContaining("the TLS handshake failed")
                    .hasMessageContaining("that failed in the TLS handshake");
        }
    }

    private void relay(ServerSocket between, String acceptor, Impostor impostor) throws IOException {
        while (true) {
            Socket toDialer = between.accept();
            Socket toAcceptor = Forgery.connect(acceptor);
            pass(toDialer, toAcceptor, Forgery.HELLO_BYTES);
            pass(toAcceptor, toDialer, Forgery.CHALLENGE_BYTES);
            pass(toDialer, toAcceptor, Forgery.PROOF_BYTES);
            pass(toAcceptor, toDialer, Forgery.PROOF_BYTES);
            relayed.incrementAndGet();
            Thread other = start(() -> impersonate(impostor, toAcceptor, true));
            impersonate(impostor, toDialer, false);
            try {
                other.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** The client's side of TLS 1.3 is done before the server has judged it: only an answer shows a session. */
    private void impersonate(Impostor impostor, Socket socket, boolean client) {
        try (SSLSocket session = impostor.handshake(socket, client)) {
            if (session.getInputStream().read() >= 0) {
                sessions.incrementAndGet();
            }
        } catch (IOException e) {
            assertThat(e).isNotNull(); // refused, as it should be
        }
    }

    private static void pass(Socket from, Socket to, int bytes) throws IOException {
        InputStream in = from.getInputStream();
        to.getOutputStream().write(in.readNBytes(bytes));
    }

    private interface Task {
        void run() throws IOException;
    }

    private static Thread start(Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (IOException e) {
                        assertThat(e).isNotNull(); // the ranks are gone
                    }
                },
                "relay");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
