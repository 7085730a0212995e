package io.lockstep.comms;

import io.lockstep.comms.join.Forgery;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** Who is refused is counted by the reason, and the mesh is formed all the same. */
@Timeout(30)
class RefusalsTest {
    private static final MeshOptions RANK_1 = Ranks.options(1, 2);
    private static final byte[] REQUEST = "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.UTF_8);

    /** What happens at the port of rank 0 before rank 1 comes. */
    private interface Visit {
        void at(String address) throws IOException;
    }

    @Test
    void strangers() {
        assertThat(refusals(address -> {
                    expectEnd(address, REQUEST);
                    Forgery.connect(address).close();
                    expectEnd(address, new byte[500]);
                }))
                .hasToString("3 connections: 3 that did not speak as a Lockstep worker does");
    }

    @Test
    void workersOfAnotherJobOrAttemptOrRank() {
        MeshOptions job = MeshOptions.of(1, 2, "other", 1, Ranks.SECRET, "127.0.0.1");
        MeshOptions attempt = MeshOptions.of(1, 2, "test", 2, Ranks.SECRET, "127.0.0.1");
        MeshOptions rank = MeshOptions.of(7, 9, "test", 1, Ranks.SECRET, "127.0.0.1");
        Refusals refusals = refusals(address -> {
            expectEnd(address, new Forgery(job, 0).hello());
            expectEnd(address, new Forgery(attempt, 0).hello());
            expectEnd(address, new Forgery(rank, 0).hello());
            expectEnd(address, new Forgery(RANK_1, 1).hello());
        });
        assertThat(refusals.count(Refusal.OTHER_JOB)).isEqualTo(4);
        assertThat(refusals.total()).isEqualTo(4);
    }

    @Test
    void workersWithoutTheSecretAndReplaysOfThoseWithIt() {
        MeshOptions wrong = MeshOptions.of(
                1, 2, "test", 1, JobSecret.of("another secret, but long enough".getBytes(StandardCharsets.UTF_8)), "");
        Refusals refusals = refusals(address -> {
            expectEnd(address, new Forgery(wrong, 0));
            Forgery earlier = new Forgery(RANK_1, 0);
            byte[] recorded;
            try (Socket socket = Forgery.connect(address)) {
                socket.getOutputStream().write(earlier.hello());
                recorded = earlier.proof(socket.getInputStream().readNBytes(Forgery.CHALLENGE_BYTES));
            }
            try (Socket socket = Forgery.connect(address)) {
                socket.getOutputStream().write(earlier.hello());
                socket.getInputStream().readNBytes(Forgery.CHALLENGE_BYTES);
                socket.getOutputStream().write(recorded);
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
            }
        });
        assertThat(refusals.count(Refusal.WRONG_PROOF)).isEqualTo(2);
        assertThat(refusals.count(Refusal.STRANGER)).isEqualTo(1);
        assertThat(refusals.total()).isEqualTo(3);
    }

    @Test
    void theSlow() {
        Refusals refusals = refusals(address -> {
            try (Socket silent = Forgery.connect(address);
                    Socket greeting = Forgery.connect(address)) {
                greeting.getOutputStream().write(new Forgery(RANK_1, 0).hello());
                assertThat(silent.getInputStream().readAllBytes()).isEmpty();
                assertThat(greeting.getInputStream().readAllBytes()).hasSize(Forgery.CHALLENGE_BYTES);
            }
        });
        assertThat(refusals.count(Refusal.TOO_SLOW)).isEqualTo(2);
        assertThat(refusals.total()).isEqualTo(2);
    }

    @Test
    void aCrowdButNotThoseWhoHaveGreeted() {
        List<Socket> crowd = new ArrayList<>();
        Refusals refusals = refusals(address -> {
            try (Socket greeting = Forgery.connect(address)) {
                greeting.getOutputStream().write(new Forgery(RANK_1, 0).hello());
                greeting.getInputStream().readNBytes(Forgery.CHALLENGE_BYTES);
                for (int i = 0; i < 100; i++) {
                    crowd.add(Forgery.connect(address));
                }
                assertThat(crowd.get(36).getInputStream().read()).isEqualTo(-1);
                greeting.getOutputStream().write(new byte[Forgery.PROOF_BYTES]);
                expectEnd(greeting);
            }
        });
        assertThat(refusals.count(Refusal.CROWDED_OUT)).isGreaterThanOrEqualTo(37);
        assertThat(refusals.count(Refusal.WRONG_PROOF)).isEqualTo(1);
        for (Socket socket : crowd) {
            closeQuietly(socket);
        }
    }

    @Test
    void anErrorTellsWhoCameInstead() {
        MeshOptions options = Ranks.options(0, 2).withRendezvousTimeout(Duration.ofMillis(700));
        assertThat(catchThrowable(() -> Mesh.join(options, own -> {
                    expectEnd(own, REQUEST);
                    return List.of(own, "127.0.0.1:1");
                })))
                .isInstanceOf(RendezvousException.class)
                .hasMessageEndingWith("it refused 1 connection: 1 that did not speak as a Lockstep worker does");
    }

    /** What rank 0 refuses before it meets rank 1. */
    private static Refusals refusals(Visit visit) {
        Ranks.MemoryExchange exchange = new Ranks.MemoryExchange(2);
        return Ranks.onEach(2, rank -> {
                    MeshOptions options = Ranks.options(rank, 2).withHandshakeTimeout(Duration.ofSeconds(1));
                    AddressExchange visited = own -> {
                        if (rank == 0) {
                            visit.at(own);
                        }
                        return exchange.of(rank).exchange(own);
                    };
                    try (Communicator communicator = Mesh.join(options, visited)) {
                        communicator.barrier("end");
                        return communicator.refusals();
                    }
                })
                .get(0);
    }

    private static void expectEnd(String address, byte[] bytes) throws IOException {
        try (Socket socket = Forgery.connect(address)) {
            socket.getOutputStream().write(bytes);
            expectEnd(socket);
        }
    }

    private static void expectEnd(String address, Forgery forgery) throws IOException {
        try (Socket socket = Forgery.connect(address)) {
            socket.getOutputStream().write(forgery.hello());
            byte[] challenge = socket.getInputStream().readNBytes(Forgery.CHALLENGE_BYTES);
            socket.getOutputStream().write(forgery.proof(challenge));
            expectEnd(socket);
        }
    }

    /** A connection that is closed with bytes unread is reset. */
    private static void expectEnd(Socket socket) {
        try {
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("reset");
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            assertThat(socket.isClosed()).isTrue();
        }
    }
}
