package io.lockstep.comms;

import io.lockstep.comms.wire.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** Meshes whose links are encrypted do all that others do. */
@Timeout(60)
class TlsTest {
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5})
    void collectivesGiveTheSameResults(int worldSize) {
        try (Ranks ranks = Ranks.join(worldSize, TlsTest::encrypted)) {
            ranks.run(communicator -> {
                for (int count : new int[] {0, 1, worldSize, 1000, 4099, 100_003, 3_000_000}) {
                    checkSum(communicator, count);
                }
                ByteBuffer text = direct(5).put(0, communicator.rank() == 1 ? bytes("hello") : new byte[5]);
                communicator.broadcast("text", text, 1).await();
                byte[] got = new byte[5];
                text.get(0, got);
                assertThat(got).isEqualTo(bytes("hello"));
                List<byte[]> gathered = communicator.allGatherObject("names", bytes("rank " + communicator.rank()));
                assertThat(gathered.get(worldSize - 1)).isEqualTo(bytes("rank " + (worldSize - 1)));
                return true;
            });
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void bothTransportsCarryIt(Transport transport) {
        try (Ranks ranks = Ranks.join(2, TlsTest::encrypted, transport)) {
            ranks.run(communicator -> {
                checkSum(communicator, 1_000_000);
                return true;
            });
        }
    }

    @Test
    void aRankThatDiesIsNamed() throws IOException {
        try (Proxy proxy = new Proxy(Proxy.Fate.CUT, 1 << 20);
                Ranks ranks = Ranks.join(3, TlsTest::encrypted, proxy)) {
            List<Throwable> failures = ranks.failures(communicator -> {
                checkSum(communicator, 4 << 20);
                return true;
            });
            assertThat(failures.subList(1, 3))
                    .allSatisfy(failure -> assertThat(failure)
                            .isInstanceOfSatisfying(
                                    PeerLostException.class,
                                    lost -> assertThat(lost.rank()).isEqualTo(0)));
        }
    }

    @Test
    void aRankThatHangsIsNamed() throws IOException {
        try (Proxy proxy = new Proxy(Proxy.Fate.FREEZE, 1 << 20);
                Ranks ranks = Ranks.join(
                        3, options -> encrypted(options).withOperationTimeout(Duration.ofSeconds(2)), proxy)) {
            List<Throwable> failures = ranks.failures(communicator -> {
                checkSum(communicator, 4 << 20);
                return true;
            });
            assertThat(failures.subList(1, 3))
                    .allSatisfy(failure -> assertThat(failure)
                            .isInstanceOf(OperationTimeoutException.class)
                            .hasMessageContaining("for rank 0 at 127.0.0.1:"));
        }
    }

    @Test
    void anAbortReachesAll() {
        try (Ranks ranks = Ranks.join(4, TlsTest::encrypted)) {
            List<Throwable> failures = ranks.failures(communicator -> {
                if (communicator.rank() == 2) {
                    communicator.abort("disk full");
                }
                communicator.barrier("after");
                return true;
            });
            assertThat(failures).allSatisfy(failure -> assertThat(failure).hasMessageContaining("disk full"));
        }
    }

    @Test
    void ranksMayLeaveOneAfterTheOther() {
        try (Ranks ranks = Ranks.join(3, TlsTest::encrypted)) {
            ranks.run(communicator -> {
                for (int i = 0; i < 20; i++) {
                    checkSum(communicator, 100_000);
                }
                communicator.close();
                return true;
            });
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void ranksThatDisagreeAboutItAreToldSo(int encryptedRank) {
        Ranks.MemoryExchange exchange = new Ranks.MemoryExchange(2);
        List<Throwable> failures = Ranks.onEach(2, rank -> {
            MeshOptions options = Ranks.options(rank, 2).withRendezvousTimeout(Duration.ofMillis(700));
            MeshOptions own = rank == encryptedRank ? encrypted(options) : options;
            return catchThrowable(() -> Mesh.join(own, exchange.of(rank)));
        });
        assertThat(failures.get(1))
                .isInstanceOf(RendezvousException.class)
                .hasMessageContaining(encryptedRank == 0 ? "it wants TLS" : "it does not want TLS")
                .hasMessageContaining("--comms-tls");
    }

    private static MeshOptions encrypted(MeshOptions options) {
        return options.with(NetworkOptions.DEFAULT.withTls(true));
    }

    private static void checkSum(Communicator communicator, int count) {
        ByteBuffer data = direct(count * Integer.BYTES);
        for (int i = 0; i < count; i++) {
            data.putInt(Integer.BYTES * i, i ^ communicator.rank());
        }
        communicator
                .allReduce("sum " + count, data, ElementType.INT32, Reduction.SUM)
                .await();
        for (int i = 0; i < count; i += Math.max(1, count / 1000)) {
            int sum = 0;
            for (int rank = 0; rank < communicator.worldSize(); rank++) {
                sum += i ^ rank;
            }
            assertThat(data.getInt(Integer.BYTES * i)).isEqualTo(sum);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
}
