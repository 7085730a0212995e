package io.lockstep.comms;

import io.lockstep.comms.join.Forgery;
import io.lockstep.comms.join.HostAndPort;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(30)
class RendezvousTest {
    private static final Duration SHORT = Duration.ofMillis(700);

    @Test
    void aDeadRankIsNamedWithItsAddressAndTheTimeWaited() throws IOException {
        String nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = "127.0.0.1:" + socket.getLocalPort();
        }
        Ranks.MemoryExchange exchange = new Ranks.MemoryExchange(2);
        // Rank 1 of 3 is dead: rank 2 dials it, rank 0 waits for it.
        List<Throwable> failures = Ranks.onEach(2, index -> {
            int rank = 2 * index;
            MeshOptions options = Ranks.options(rank, 3).withRendezvousTimeout(SHORT);
            return failure(options, own -> {
                List<String> living = exchange.of(index).exchange(own);
                return List.of(living.get(0), nobody, living.get(1));
            });
        });
        assertThat(failures)
                .allSatisfy(failure -> assertThat(failure)
                        .isInstanceOf(RendezvousException.class)
                        .hasMessageContaining("rank 1 at " + nobody)
                        .hasMessageContaining("700 ms")
                        .hasMessageNotContaining("rank 2 at"));
    }

    @Test
    void aRankWithAnotherSecretIsRefusedAndTold() {
        byte[] wrong = "another secret, but long enough".getBytes(StandardCharsets.UTF_8);
        List<Throwable> failures = failuresOfTwo(
                rank -> rank == 0 ? Ranks.options(0, 2) : withSecret(Ranks.options(1, 2), JobSecret.of(wrong)));
        assertThat(failures).allMatch(RendezvousException.class::isInstance);
        assertThat(failures).anySatisfy(failure -> assertThat(failure).hasMessageContaining("same secret"));
    }

    @Test
    void aRankOfAnotherAttemptOrJobIsRefused() {
        assertThat(failuresOfTwo(rank -> MeshOptions.of(rank, 2, "job", 1 + rank, Ranks.SECRET, "127.0.0.1")))
                .allMatch(RendezvousException.class::isInstance);
        assertThat(failuresOfTwo(rank -> MeshOptions.of(rank, 2, "job " + rank, 1, Ranks.SECRET, "127.0.0.1")))
                .allMatch(RendezvousException.class::isInstance);
    }

    @Test
    void strangersDoNotDisturbTheMesh() throws IOException {
        List<Socket> strangers = new ArrayList<>();
        Ranks.MemoryExchange exchange = new Ranks.MemoryExchange(3);
        byte[] garbage = new byte[1 << 16];
        new Random(7).nextBytes(garbage);
        List<Communicator> mesh = Ranks.onEach(
                3,
                rank -> Mesh.join(Ranks.options(rank, 3), own -> {
                    if (rank == 0) {
                        strangers.addAll(strangersAt(own, garbage));
                    }
                    return exchange.of(rank).exchange(own);
                }));
        List<List<byte[]>> gathered =
                Ranks.onEach(3, rank -> mesh.get(rank).allGatherObject("ranks", new byte[] {(byte) rank}));
        assertThat(gathered)
                .allSatisfy(all -> assertThat(all).containsExactly(new byte[] {0}, new byte[] {1}, new byte[] {2}));
        Ranks.onEach(3, rank -> {
            mesh.get(rank).close();
            return true;
        });
        for (Socket stranger : strangers) {
            stranger.close();
        }
    }

    @Test
    void aSilentStrangerIsDroppedInTimeAndAReplayedHelloGetsNoProof() throws Exception {
        MeshOptions options = Ranks.options(0, 2)
                .withHandshakeTimeout(Duration.ofMillis(300))
                .withRendezvousTimeout(Duration.ofSeconds(2));
        Throwable failure = failure(options, own -> {
            try (Socket silent = connect(own);
                    Socket liar = connect(own)) {
                liar.getOutputStream().write(new Forgery(Ranks.options(1, 2), 0).hello());
                liar.getOutputStream().write(new byte[Forgery.PROOF_BYTES]);
                assertThat(silent.getInputStream().readAllBytes()).isEmpty();
                assertThat(readUntilClosed(liar)).as("a challenge and no proof").isEqualTo(Forgery.CHALLENGE_BYTES);
            }
            return List.of(own, "127.0.0.1:1");
        });
        assertThat(failure).isInstanceOf(RendezvousException.class).hasMessageContaining("rank 1 at 127.0.0.1:1");
    }

    /** The acceptor has closed its port by then: another dial would find nobody. */
    @Test
    void aDialerWaitsForAProofThatComesLaterThanAHandshakeMayTake() throws IOException {
        long untilTheAcceptorsProof = Forgery.HELLO_BYTES + Forgery.CHALLENGE_BYTES + Forgery.PROOF_BYTES;
        try (Proxy proxy = new Proxy(Proxy.Fate.DELAY, untilTheAcceptorsProof);
                Ranks ranks = Ranks.join(2, options -> options.withHandshakeTimeout(Proxy.DELAY.dividedBy(3)), proxy)) {
            ranks.run(communicator -> {
                communicator.barrier("met");
                return true;
            });
        }
    }

    @Test
    void anExchangeThatFailsOrLiesIsReported() {
        MeshOptions options = Ranks.options(0, 2);
        assertThat(failure(options, own -> {
                    throw new IOException("driver gone");
                }))
                .isInstanceOf(RendezvousException.class)
                .hasMessageContaining("driver gone");
        assertThat(failure(options, own -> List.of(own)))
                .isInstanceOf(RendezvousException.class)
                .hasMessageContaining("2 addresses");
        assertThat(failure(Ranks.options(1, 2).withRendezvousTimeout(SHORT), own -> List.of("nonsense", own)))
                .isInstanceOf(RendezvousException.class)
                .hasMessageContaining("nonsense");
    }

    @Test
    void aShortSecretIsRefusedAndNeverPrinted() {
        assertThatThrownBy(() -> JobSecret.of(new byte[15]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("16");
        assertThat(Ranks.options(0, 1).toString()).doesNotContain("0123456789abcdef");
    }

    private static List<Throwable> failuresOfTwo(Function<Integer, MeshOptions> options) {
        Ranks.MemoryExchange exchange = new Ranks.MemoryExchange(2);
        return Ranks.onEach(2, rank -> failure(options.apply(rank).withRendezvousTimeout(SHORT), exchange.of(rank)));
    }

    private static Throwable failure(MeshOptions options, AddressExchange exchange) {
        try (Communicator communicator = Mesh.join(options, exchange)) {
            throw new AssertionError("rank " + communicator.rank() + " joined");
        } catch (CommunicatorException e) {
            return e;
        }
    }

    private static MeshOptions withSecret(MeshOptions options, JobSecret secret) {
        return MeshOptions.of(
                options.rank(), options.worldSize(), options.jobId(), options.attempt(), secret, options.host());
    }

    /** A hundred silent ones, more than are admitted at once, then garbage, a huge length and a wrong proof. */
    private static List<Socket> strangersAt(String address, byte[] garbage) throws IOException {
        List<Socket> strangers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            strangers.add(connect(address));
        }
        byte[] hugeLength =
                ByteBuffer.allocate(8).putInt(Integer.MAX_VALUE).putInt(-1).array();
        for (byte[] bytes : List.of(garbage, hugeLength, new Forgery(Ranks.options(2, 3), 0).hello())) {
            Socket stranger = connect(address);
            strangers.add(stranger);
            try {
                stranger.getOutputStream().write(bytes);
            } catch (IOException e) {
                // Dropped while it was still talking, as it should be.
                assertThat(bytes).isSameAs(garbage);
            }
        }
        return strangers;
    }

    /** The bytes read until the other side closes or resets the connection. */
    private static int readUntilClosed(Socket socket) {
        int bytes = 0;
        try (InputStream in = socket.getInputStream()) {
            while (in.read() >= 0) {
                bytes++;
            }
            return bytes;
        } catch (IOException e) {
            return bytes;
        }
    }

    private static Socket connect(String address) throws IOException {
        HostAndPort target = HostAndPort.parse(0, address);
        return new Socket(InetAddress.getLoopbackAddress(), target.port());
    }
}
