package io.lockstep.comms;

import io.lockstep.comms.join.Forgery;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** A rank that knows the secret and then talks nonsense, or whose words are spoilt on their way, harms nobody's memory. */
@Timeout(300)
class LinkFuzzTest {
    private static final int ROUNDS = Integer.getInteger("lockstep.fuzz.links", 24);
    private static final long SEED = Long.getLong("lockstep.fuzz.seed", 20261124L);

    @Test
    void nonsenseFromARankIsAClearErrorAndAllocatesNothing() {
        long direct = directBytes();
        for (int round = 0; round < ROUNDS; round++) {
            Random random = new Random(SEED + round);
            Throwable failure = listenTo(nonsense(random, round % 4));
            assertThat(failure)
                    .as("seed %d", SEED + round)
                    .isInstanceOf(CommunicatorException.class)
                    .message()
                    .isNotBlank()
                    .doesNotContain("Exception");
        }
        // A gigabyte would have been allocated had any of the lengths been believed.
        assertThat(directBytes() - direct).isLessThan(64 << 20);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void wordsThatAreSpoiltEndTheMeshOrWithoutTlsMayPassAsData(boolean tls) throws IOException {
        for (int round = 0; round < ROUNDS / 6; round++) {
            long seed = SEED + round;
            try (SpoilingProxy proxy = new SpoilingProxy(new Random(seed))) {
                Ranks.MemoryExchange exchange = new Ranks.MemoryExchange(2);
                List<Throwable> failures = Ranks.onEach(
                        2,
                        rank -> catchThrowable(() -> {
                            MeshOptions options = Ranks.options(rank, 2)
                                    .withRendezvousTimeout(Duration.ofSeconds(2))
                                    .withOperationTimeout(Duration.ofSeconds(1))
                                    .with(NetworkOptions.DEFAULT.withTls(tls));
                            try (Communicator communicator = Mesh.join(options, own -> {
                                List<String> addresses = exchange.of(rank).exchange(own);
                                return rank == 0 ? addresses : List.of(proxy.before(addresses.get(0)), own);
                            })) {
                                for (int i = 0; i < 50; i++) {
                                    sum(communicator, 20_000);
                                }
                                communicator.barrier("end");
                            }
                        }));
                if (tls) {
                    assertThat(failures).as("seed %d", seed).allMatch(CommunicatorException.class::isInstance);
                } else {
                    assertThat(failures)
                            .as("seed %d", seed)
                            .allMatch(failure -> failure == null || failure instanceof CommunicatorException);
                }
            }
        }
    }

    /** What rank 0 throws when rank 1 says {@code words} after the handshake. */
    private static Throwable listenTo(byte[] words) {
        MeshOptions options = Ranks.options(0, 2).withOperationTimeout(Duration.ofMillis(500));
        return catchThrowable(() -> {
            Socket[] liar = new Socket[1];
            try (Communicator communicator = Mesh.join(options, own -> {
                liar[0] = Forgery.connect(own);
                new Forgery(Ranks.options(1, 2), 0).prove(liar[0]);
                return List.of(own, "127.0.0.1:1");
            })) {
                try (Socket socket = liar[0]) {
                    socket.getOutputStream().write(words);
                }
                sum(communicator, 10_000);
            }
        });
    }

    /** Random bytes; or frames of a valid form with random contents and lengths, huge ones among them. */
    private static byte[] nonsense(Random random, int kind) {
        ByteBuffer words = ByteBuffer.allocate(1 << 15);
        if (kind == 0) {
            random.nextBytes(words.array());
            return Arrays.copyOf(words.array(), 1 + random.nextInt(words.capacity()));
        }
        while (words.remaining() > 2000) {
            byte[] body = new byte[random.nextInt(600)];
            random.nextBytes(body);
            int length = kind == 1 ? body.length : kind == 2 ? random.nextInt() : Integer.MAX_VALUE - random.nextInt(9);
            words.put(new byte[] {'L', 'K', 'S'}).put((byte) random.nextInt(10));
            words.putInt(length).putLong(random.nextInt(3)).put(body);
        }
        return Arrays.copyOf(words.array(), words.position());
    }

    private static void sum(Communicator communicator, int count) {
        ByteBuffer data = ByteBuffer.allocateDirect(4 * count).order(ByteOrder.nativeOrder());
        communicator.allReduce("sum", data, ElementType.INT32, Reduction.SUM).await();
    }

    private static long directBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }
}
