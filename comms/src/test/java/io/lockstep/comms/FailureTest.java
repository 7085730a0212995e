package io.lockstep.comms;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(30)
class FailureTest {
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5})
    void operationsThatDifferFailOnAllRanksNamingBoth(int worldSize) {
        try (Ranks ranks = Ranks.join(worldSize)) {
            List<Throwable> failures = ranks.failures(communicator -> {
                communicator.barrier("start");
                ByteBuffer data = direct(communicator.rank() == 1 ? 400 : 800);
                communicator
                        .allReduce("gradients", data, ElementType.FLOAT32, Reduction.SUM)
                        .await();
                return true;
            });
            assertThat(failures)
                    .allSatisfy(failure -> assertThat(failure)
                            .isInstanceOf(OperationMismatchException.class)
                            .hasMessageContaining("rank 1 submitted")
                            .hasMessageContaining("all-reduce \"gradients\" (FLOAT32 SUM, 400 bytes)")
                            .hasMessageContaining("all-reduce \"gradients\" (FLOAT32 SUM, 800 bytes)")
                            .hasMessageContaining("operation #1"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5})
    void aRankThatNeverSubmitsIsNamedOnAllRanks(int worldSize) {
        try (Ranks ranks = Ranks.join(worldSize, FailureTest::impatient)) {
            CountDownLatch failed = new CountDownLatch(worldSize - 1);
            List<Throwable> failures = ranks.failures(communicator -> {
                if (communicator.rank() == 1) {
                    assertThat(failed.await(20, TimeUnit.SECONDS)).isTrue();
                }
                try {
                    communicator
                            .allReduce("gradients", direct(800), ElementType.FLOAT32, Reduction.SUM)
                            .await();
                } finally {
                    failed.countDown();
                }
                return true;
            });
            assertThat(failures)
                    .allSatisfy(failure -> assertThat(failure)
                            .isInstanceOf(OperationTimeoutException.class)
                            .hasMessageContaining("gradients")
                            .hasMessageContaining("for rank 1 ")
                            .hasMessageContaining("2000 ms")
                            .hasMessageContaining("which has not submitted it; it has sent "));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5})
    void aRankThatDiesInAnOperationIsNamedOnAllRanks(int worldSize) throws IOException {
        try (Proxy proxy = new Proxy(Proxy.Fate.CUT, 1 << 20);
                Ranks ranks = Ranks.join(worldSize, options -> options, proxy)) {
            List<Throwable> failures = ranks.failures(FailureTest::reduceLargeBuffer);
            assertThat(failures.subList(1, worldSize))
                    .allSatisfy(failure -> assertThat(failure).isInstanceOfSatisfying(PeerLostException.class, lost -> {
                        assertThat(lost.rank()).isEqualTo(0);
                        assertThat(lost.address()).startsWith("127.0.0.1:");
                        assertThat(lost.operation()).isNotEmpty();
                        assertThat(lost).hasMessageContaining("rank 0 at " + lost.address());
                    }));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5})
    void aRankThatHangsInAnOperationIsNamedOnAllRanks(int worldSize) throws IOException {
        try (Proxy proxy = new Proxy(Proxy.Fate.FREEZE, 1 << 20);
                Ranks ranks = Ranks.join(worldSize, FailureTest::impatient, proxy)) {
            List<Throwable> failures = ranks.failures(FailureTest::reduceLargeBuffer);
            assertThat(failures.subList(1, worldSize))
                    .allSatisfy(failure -> assertThat(failure)
                            .isInstanceOf(OperationTimeoutException.class)
                            .hasMessageContaining("all-reduce \"gradients\"")
                            .hasMessageContaining("for rank 0 at 127.0.0.1:")
                            .hasMessageContaining("which does not answer"));
        }
    }

    @Test
    void laterCallsFailAtOnceWithTheFirstCause() {
        try (Ranks ranks = Ranks.join(3)) {
            ranks.failures(communicator -> {
                if (communicator.rank() == 0) {
                    communicator.abort("the loss is NaN");
                }
                communicator.barrier("never");
                return true;
            });
            List<Throwable> later = ranks.failures(communicator -> {
                communicator.allGatherObject("later", new byte[0]);
                return true;
            });
            assertThat(later)
                    .allSatisfy(failure -> assertThat(failure)
                            .isInstanceOf(CommunicatorAbortedException.class)
                            .hasMessage("rank 0 aborted: the loss is NaN"));
        }
    }

    @Test
    void abortEndsWaitingOperationsOfAllRanks() {
        try (Ranks ranks = Ranks.join(4)) {
            CountDownLatch submitted = new CountDownLatch(3);
            List<Throwable> failures = ranks.failures(communicator -> {
                if (communicator.rank() == 2) {
                    assertThat(submitted.await(20, TimeUnit.SECONDS)).isTrue();
                    communicator.abort("disk full");
                    communicator.barrier("after");
                }
                Pending pending =
                        communicator.allReduce("gradients", direct(4 << 20), ElementType.INT32, Reduction.SUM);
                submitted.countDown();
                pending.await();
                return true;
            });
            assertThat(failures)
                    .allSatisfy(failure -> assertThat(failure)
                            .isInstanceOf(CommunicatorAbortedException.class)
                            .hasMessageContaining("disk full"));
        }
    }

    @Test
    void theSurvivorsOfAnAbortFormANewMesh() {
        try (Ranks ranks = Ranks.join(3)) {
            List<Throwable> failures = ranks.failures(communicator -> {
                if (communicator.rank() == 1) {
                    communicator.abort("this host is wanted elsewhere");
                }
                communicator.barrier("never");
                return true;
            });
            assertThat(failures).hasSize(3);
            try (Ranks survivors = Ranks.join(2)) {
                survivors.run(communicator -> {
                    ByteBuffer data = direct(8).putInt(0, 1).putInt(4, communicator.rank());
                    communicator
                            .allReduce("gradients", data, ElementType.INT32, Reduction.SUM)
                            .await();
                    assertThat(data.getInt(0)).isEqualTo(2);
                    assertThat(data.getInt(4)).isEqualTo(1);
                    return true;
                });
            }
        }
    }

    @Test
    void interruptingAWaitAbortsAndLeavesTheThreadInterrupted() {
        try (Ranks ranks = Ranks.join(2)) {
            List<Throwable> failures = ranks.failures(communicator -> {
                if (communicator.rank() == 0) {
                    Thread.currentThread().interrupt();
                    try {
                        communicator.barrier("never");
                    } finally {
                        assertThat(Thread.interrupted()).isTrue();
                    }
                }
                communicator
                        .allReduce("other", direct(8), ElementType.INT32, Reduction.SUM)
                        .await();
                return true;
            });
            assertThat(failures).allSatisfy(failure -> assertThat(failure).isInstanceOf(CommunicatorException.class));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 6})
    void ranksMayLeaveOneAfterTheOther(int worldSize) {
        try (Ranks ranks = Ranks.join(worldSize)) {
            ranks.run(communicator -> {
                for (int i = 0; i < 20; i++) {
                    communicator
                            .allReduce("gradients", direct(100_000), ElementType.INT32, Reduction.SUM)
                            .await();
                }
                communicator.close();
                communicator.close();
                return true;
            });
        }
    }

    @Test
    void anOperationThatNeedsARankThatLeftFailsNamingIt() {
        try (Ranks ranks = Ranks.join(3)) {
            List<Throwable> failures = ranks.failures(communicator -> {
                communicator.barrier("last");
                if (communicator.rank() == 2) {
                    communicator.close();
                }
                communicator.barrier("one more");
                return true;
            });
            assertThat(failures.subList(0, 2))
                    .allSatisfy(failure -> assertThat(failure)
                            .isInstanceOf(PeerLostException.class)
                            .hasMessageContaining("rank 2 at 127.0.0.1:")
                            .hasMessageContaining("closed its communicator before operation #1, barrier \"one more\""));
            assertThat(failures.get(2))
                    .isInstanceOf(CommunicatorAbortedException.class)
                    .hasMessageContaining("closed");
        }
    }

    @Test
    void closingWithAnOperationUnfinishedIsAnAbort() {
        try (Ranks ranks = Ranks.join(2)) {
            List<Throwable> failures = ranks.failures(communicator -> {
                Pending pending = communicator.allReduce(
                        "rank " + communicator.rank(), direct(8), ElementType.INT32, Reduction.SUM);
                communicator.close();
                pending.await();
                return true;
            });
            assertThat(failures).allSatisfy(failure -> assertThat(failure).isInstanceOf(CommunicatorException.class));
        }
    }

    @Test
    void aClosedSoloCommunicatorRefusesOperations() {
        Communicator solo = Mesh.join(Ranks.options(0, 1), own -> List.of());
        solo.barrier("alone");
        solo.close();
        assertThatThrownBy(() -> solo.barrier("closed")).isInstanceOf(CommunicatorAbortedException.class);
    }

    private static boolean reduceLargeBuffer(Communicator communicator) {
        communicator.barrier("start");
        communicator
                .allReduce("gradients", direct(16 << 20), ElementType.FLOAT32, Reduction.SUM)
                .await();
        return true;
    }

    private static MeshOptions impatient(MeshOptions options) {
        return options.withOperationTimeout(Duration.ofSeconds(2));
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
}
