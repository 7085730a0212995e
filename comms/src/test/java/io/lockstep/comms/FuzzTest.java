package io.lockstep.comms;

import com.sun.management.UnixOperatingSystemMXBean;
import io.lockstep.comms.join.Forgery;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A mesh is formed, and works, in the midst of a {@link Storm}. {@code -Dlockstep.fuzz.connections=100000} makes it a
 * larger one.
 */
class FuzzTest {
    private static final int CONNECTIONS = Integer.getInteger("lockstep.fuzz.connections", 2000);
    private static final long SEED = Long.getLong("lockstep.fuzz.seed", 20261124L);
    private static final Duration LIMIT = Duration.ofMinutes(15);
    private static final int THREADS = 4;
    private static final int RANKS = 3;

    /** The last part comes while the ranks meet; what comes after that finds the port closed. */
    private static final int DURING = Math.min(1000, CONNECTIONS / 4);

    private final AtomicInteger left = new AtomicInteger(CONNECTIONS);
    private final AtomicInteger connected = new AtomicInteger();
    private final Thread[] storms = new Thread[THREADS];

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void theMeshIsFormedInAStorm(boolean tls) {
        long files = openFiles();
        long direct = directBytes();
        long heap = heapBytes();
        long start = System.nanoTime();
        Ranks.MemoryExchange exchange = new Ranks.MemoryExchange(RANKS, LIMIT);
        List<Refusals> refusals = Ranks.onEach(RANKS, LIMIT, rank -> {
            MeshOptions options = Ranks.options(rank, RANKS).with(NetworkOptions.DEFAULT.withTls(tls));
            AddressExchange stormy = own -> {
                if (rank == 0) {
                    unleash(own, tls);
                    while (left.get() > DURING) {
                        storms[0].join(50);
                    }
                }
                return exchange.of(rank).exchange(own);
            };
            try (Communicator communicator = Mesh.join(options, stormy)) {
                checkSum(communicator);
                return communicator.refusals();
            }
        });
        for (Thread storm : storms) {
            join(storm);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        String figures = connected + " of " + CONNECTIONS + " connections in " + seconds + " s, seed " + SEED + ", tls "
                + tls + "; refused " + refusals.get(0) + "; growth of heap " + (heapBytes() - heap)
                + " bytes, of direct buffers "
                + (directBytes() - direct) + " bytes, of open files " + (openFiles() - files);
        System.out.println(figures);
        assertThat(refusals.get(0).total()).as(figures).isGreaterThan(CONNECTIONS - DURING - 100);
        assertThat(refusals.get(0).total()).as(figures).isLessThanOrEqualTo(connected.get());
        for (Refusal kind : List.of(Refusal.STRANGER, Refusal.OTHER_JOB, Refusal.WRONG_PROOF)) {
            assertThat(refusals.get(0).count(kind)).as(figures).isPositive();
        }
        assertThat(heapBytes() - heap).as(figures).isLessThan(16 << 20);
        assertThat(directBytes() - direct).as(figures).isLessThan(16 << 20);
        assertThat(openFiles() - files).as(figures).isLessThan(50);
    }

    private void unleash(String address, boolean tls) {
        Forgery impersonated = new Forgery(Ranks.options(1, RANKS).with(NetworkOptions.DEFAULT.withTls(tls)), 0);
        for (int i = 0; i < THREADS; i++) {
            Storm storm = new Storm(address, impersonated, left, connected, SEED + i);
            storms[i] = new Thread(storm, "storm-" + i);
            storms[i].setDaemon(true);
            storms[i].start();
        }
    }

    private static void checkSum(Communicator communicator) {
        ByteBuffer data = ByteBuffer.allocateDirect(400_000).order(ByteOrder.nativeOrder());
        IntStream.range(0, 100_000).forEach(i -> data.putInt(4 * i, i + communicator.rank()));
        communicator.allReduce("sum", data, ElementType.INT32, Reduction.SUM).await();
        assertThat(IntStream.range(0, 100_000).allMatch(i -> data.getInt(4 * i) == 3 * i + 3))
                .isTrue();
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static long heapBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long directBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    private static long openFiles() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : 0;
    }
}
