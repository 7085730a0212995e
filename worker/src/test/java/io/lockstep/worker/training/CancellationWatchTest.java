package io.lockstep.worker.training;

import io.lockstep.comms.Communicator;
import io.lockstep.comms.CommunicatorAbortedException;
import io.lockstep.comms.ElementType;
import io.lockstep.comms.JobSecret;
import io.lockstep.comms.Mesh;
import io.lockstep.comms.MeshOptions;
import io.lockstep.comms.Pending;
import io.lockstep.comms.Reduction;
import io.lockstep.worker.WorkerEnvironment;
import io.lockstep.worker.WorkerEvent;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(60)
@SuppressWarnings("try") // the watch is opened for what it does by itself
class CancellationWatchTest {
    @Test
    void anAttemptThatIsGivenUpEndsTheWaitForGradients() throws Exception {
        String[] addresses = new String[2];
        CyclicBarrier met = new CyclicBarrier(2);
        CompletableFuture<Communicator> joining = CompletableFuture.supplyAsync(() -> join(1, addresses, met));
        GivenUp environment = new GivenUp();
        try (Communicator first = join(0, addresses, met);
                Communicator second = joining.get(30, TimeUnit.SECONDS);
                CancellationWatch watch = new CancellationWatch(environment, first)) {
            Pending gradients = first.allReduce("gradients", data(), ElementType.INT32, Reduction.SUM);
            environment.cancelled = true;
            assertThatThrownBy(gradients::await)
                    .isInstanceOf(CommunicatorAbortedException.class)
                    .hasMessageContaining("rank 0 aborted: the attempt was given up");
            assertThatThrownBy(() -> second.allReduce("gradients", data(), ElementType.INT32, Reduction.SUM)
                            .await())
                    .isInstanceOf(CommunicatorAbortedException.class);
        }
    }

    private static Communicator join(int rank, String[] addresses, CyclicBarrier met) {
        MeshOptions options = MeshOptions.of(rank, 2, "job", 0, JobSecret.of(new byte[32]), "127.0.0.1");
        return Mesh.join(options, own -> {
            addresses[rank] = own;
            met.await(30, TimeUnit.SECONDS);
            return List.of(addresses);
        });
    }

    private static ByteBuffer data() {
        return ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder());
    }

    private static final class GivenUp implements WorkerEnvironment {
        volatile boolean cancelled;

        @Override
        public boolean cancelled() {
            return cancelled;
        }

        @Override
        public List<String> exchange(String own) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void report(WorkerEvent event) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String host() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Configuration hadoopConfiguration() {
            throw new UnsupportedOperationException();
        }
    }
}
