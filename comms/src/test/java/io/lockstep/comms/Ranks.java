package io.lockstep.comms;

import io.lockstep.comms.wire.Transport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The ranks of a job as threads of one process, with an exchange of addresses through memory. */
final class Ranks implements AutoCloseable {
    static final JobSecret SECRET = JobSecret.of("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8));
    /** TCP, and nothing that depends on time: tests say so where they want more. */
    static final CollectiveOptions COLLECTIVES =
            CollectiveOptions.DEFAULT.withMeasured(false).withSharedMemory(false);

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final int worldSize;
    private final UnaryOperator<MeshOptions> adjust;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Communicator> communicators = new ArrayList<>();

    private Ranks(int worldSize, UnaryOperator<MeshOptions> adjust) {
        this.worldSize = worldSize;
        this.adjust = adjust;
    }

    /** What one rank does. */
    interface Body<T> {
        T run(Communicator communicator) throws Exception;
    }

    /** A formed mesh. */
    static Ranks join(int worldSize) {
        return join(worldSize, options -> options);
    }

    static Ranks join(int worldSize, UnaryOperator<MeshOptions> adjust) {
        return join(worldSize, adjust, new MemoryExchange(worldSize), Transport.preferred());
    }

    /** A formed mesh in which the others reach rank 0 through {@code proxy} only. */
    static Ranks join(int worldSize, UnaryOperator<MeshOptions> adjust, Proxy proxy) {
        return join(worldSize, adjust, new MemoryExchange(worldSize, LIMIT, proxy), Transport.preferred());
    }

    static Ranks join(int worldSize, Transport transport) {
        return join(worldSize, options -> options, new MemoryExchange(worldSize), transport);
    }

    static Ranks join(int worldSize, UnaryOperator<MeshOptions> adjust, Transport transport) {
        return join(worldSize, adjust, new MemoryExchange(worldSize), transport);
    }

    private static Ranks join(
            int worldSize, UnaryOperator<MeshOptions> adjust, MemoryExchange exchange, Transport transport) {
        Ranks ranks = new Ranks(worldSize, adjust);
        ranks.communicators.addAll(ranks.onAll(rank -> Mesh.join(ranks.options(rank), exchange.of(rank), transport)));
        return ranks;
    }

    static MeshOptions options(int rank, int worldSize) {
        return MeshOptions.of(rank, worldSize, "test", 1, SECRET, "127.0.0.1")
                .with(COLLECTIVES)
                .withRendezvousTimeout(Duration.ofSeconds(20))
                .withOperationTimeout(Duration.ofSeconds(20));
    }

    /** Runs the body on all ranks at once and returns what each returned. */
    <T> List<T> run(Body<T> body) {
        return onAll(rank -> body.run(communicators.get(rank)));
    }

    /** Runs the body on all ranks at once and returns what each threw; fails if one does not throw. */
    List<Throwable> failures(Body<?> body) {
        return onAll(rank -> {
            try {
                body.run(communicators.get(rank));
            } catch (Exception e) {
                return e;
            }
            throw new AssertionError("rank " + rank + " did not fail");
        });
    }

    Communicator get(int rank) {
        return communicators.get(rank);
    }

    /** Runs the call for ranks 0 to {@code worldSize - 1}, each in its own thread. */
    static <T> List<T> onEach(int worldSize, RankCall<T> call) {
        return onEach(worldSize, LIMIT, call);
    }

    /** As {@link #onEach(int, RankCall)}, for what may take longer. */
    static <T> List<T> onEach(int worldSize, Duration limit, RankCall<T> call) {
        try (Ranks ranks = new Ranks(worldSize, options -> options)) {
            return ranks.onAll(limit, call);
        }
    }

    interface RankCall<T> {
        T call(int rank) throws Exception;
    }

    @Override
    public void close() {
        if (!communicators.isEmpty()) {
            run(communicator -> {
                communicator.close();
                return true;
            });
        }
        threads.shutdownNow();
    }

    private MeshOptions options(int rank) {
        return adjust.apply(options(rank, worldSize));
    }

    private <T> List<T> onAll(RankCall<T> call) {
        return onAll(LIMIT, call);
    }

    private <T> List<T> onAll(Duration limit, RankCall<T> call) {
        List<Future<T>> futures = new ArrayList<>();
        for (int rank = 0; rank < worldSize; rank++) {
            int own = rank;
            Callable<T> task = () -> call.call(own);
            futures.add(threads.submit(task));
        }
        List<T> results = new ArrayList<>();
        for (Future<T> future : futures) {
            results.add(get(future, limit));
        }
        return results;
    }

    private static <T> T get(Future<T> future, Duration limit) {
        try {
            return future.get(limit.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("a rank did not end", e);
        }
    }

    /** The address exchange of ranks in one process. */
    static final class MemoryExchange {
        private final String[] addresses;
        private final CyclicBarrier barrier;
        private final Duration limit;
        private final @Nullable Proxy proxy;

        MemoryExchange(int worldSize) {
            this(worldSize, LIMIT, null);
        }

        MemoryExchange(int worldSize, Duration limit) {
            this(worldSize, limit, null);
        }

        private MemoryExchange(int worldSize, Duration limit, @Nullable Proxy proxy) {
            this.limit = limit;
            addresses = new String[worldSize];
            barrier = new CyclicBarrier(worldSize);
            this.proxy = proxy;
        }

        AddressExchange of(int rank) {
            return own -> {
                addresses[rank] = rank == 0 && proxy != null ? proxy.before(own) : own;
                barrier.await(limit.toSeconds(), TimeUnit.SECONDS);
                List<String> all = new ArrayList<>(List.of(addresses));
                all.set(rank, own);
                return all;
            };
        }
    }
}
