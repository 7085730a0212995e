package io.lockstep.worker.spark;

import io.lockstep.comms.CommunicatorAbortedException;
import io.lockstep.comms.CommunicatorException;
import io.lockstep.comms.Mesh;
import io.lockstep.comms.OperationMismatchException;
import io.lockstep.comms.OperationTimeoutException;
import io.lockstep.comms.PeerLostException;
import io.lockstep.comms.Pending;
import io.lockstep.comms.RendezvousException;
import io.lockstep.worker.LockstepException;
import io.lockstep.worker.RestartableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

final class WorkerFailureTest {
    private static final Duration SHORT = Duration.ofMillis(100);
    private static final Duration LONG = Duration.ofMinutes(1);

    @Test
    void tellsWhoCanDoSomethingAboutIt() {
        assertThat(WorkerFailure.of(new LockstepException("cure it")).kind()).isEqualTo(WorkerFailure.Kind.FAULT);
        assertThat(WorkerFailure.of(new RestartableException("gone")).kind()).isEqualTo(WorkerFailure.Kind.LOSS);
        assertThat(WorkerFailure.of(new IOException("gone")).kind()).isEqualTo(WorkerFailure.Kind.LOSS);
        assertThat(WorkerFailure.of(new IllegalStateException()).kind()).isEqualTo(WorkerFailure.Kind.BUG);
    }

    @Test
    void aBrokenMeshIsALoss() {
        assertKind(
                WorkerFailure.Kind.LOSS,
                RendezvousException.class,
                () -> Mesh.join(TwoRanks.options(0), own -> {
                    throw new IOException("the driver is gone");
                }));
        try (TwoRanks ranks = new TwoRanks(LONG)) {
            ranks.second().close();
            assertKind(
                    WorkerFailure.Kind.LOSS,
                    PeerLostException.class,
                    () -> ranks.first().barrier("step"));
        }
        try (TwoRanks ranks = new TwoRanks(LONG)) {
            ranks.second().abort("a fault of its own");
            assertKind(
                    WorkerFailure.Kind.LOSS,
                    CommunicatorAbortedException.class,
                    () -> ranks.first().barrier("step"));
        }
        try (TwoRanks ranks = new TwoRanks(SHORT)) {
            assertKind(
                    WorkerFailure.Kind.LOSS,
                    OperationTimeoutException.class,
                    () -> ranks.first().barrier("step"));
        }
    }

    @Test
    void ranksThatDoDifferentThingsAreABug() {
        try (TwoRanks ranks = new TwoRanks(LONG)) {
            ByteBuffer eightBytes = ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder());
            Pending unawaited = ranks.second().broadcast("parameters", eightBytes, 0);
            assertKind(
                    WorkerFailure.Kind.BUG,
                    OperationMismatchException.class,
                    () -> ranks.first().barrier("step"));
            assertThatThrownBy(unawaited::await).isInstanceOf(OperationMismatchException.class);
        }
    }

    private static void assertKind(
            WorkerFailure.Kind kind, Class<? extends CommunicatorException> type, ThrowingCallable call) {
        Throwable thrown = catchThrowable(call);
        assertThat(thrown).isInstanceOf(type);
        WorkerFailure failure = WorkerFailure.of(thrown);
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.message()).isEqualTo(type.getSimpleName() + ": " + thrown.getMessage());
    }

    @Test
    void keepsTheUsersLineWordForWord() {
        assertThat(WorkerFailure.of(new LockstepException("cure it")).message()).isEqualTo("cure it");
    }

    @Test
    void namesTheClassOfOtherExceptionsInOneLine() {
        assertThat(WorkerFailure.of(new IOException("gone\nmore")).message()).isEqualTo("IOException: gone");
        assertThat(WorkerFailure.of(new IllegalStateException()).message()).isEqualTo("IllegalStateException");
    }
}
