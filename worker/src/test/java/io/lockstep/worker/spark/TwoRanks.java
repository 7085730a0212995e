package io.lockstep.worker.spark;

import io.lockstep.comms.Communicator;
import io.lockstep.comms.JobSecret;
import io.lockstep.comms.Mesh;
import io.lockstep.comms.MeshOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A mesh of two ranks in this process, to be broken: there is no other way to the exceptions of one. */
final class TwoRanks implements AutoCloseable {
    private final List<CompletableFuture<String>> addresses =
            List.of(new CompletableFuture<>(), new CompletableFuture<>());
    private final Duration operationTimeout;
    private final Communicator first;
    private final Communicator second;

    TwoRanks(Duration operationTimeout) {
        this.operationTimeout = operationTimeout;
        CompletableFuture<Communicator> joining = CompletableFuture.supplyAsync(() -> join(1));
        first = join(0);
        second = joining.join();
    }

    Communicator first() {
        return first;
    }

    Communicator second() {
        return second;
    }

    static MeshOptions options(int rank) {
        return MeshOptions.of(rank, 2, "job", 0, JobSecret.of(new byte[32]), "127.0.0.1");
    }

    private Communicator join(int rank) {
        return Mesh.join(options(rank).withOperationTimeout(operationTimeout), own -> {
            addresses.get(rank).complete(own);
            return List.of(
                    addresses.get(0).get(1, TimeUnit.MINUTES), addresses.get(1).get(1, TimeUnit.MINUTES));
        });
    }

    @Override
    public void close() {
        first.close();
        second.close();
    }
}
