package io.lockstep.worker.spark;

import io.lockstep.worker.LockstepException;
import io.lockstep.worker.RestartableException;
import io.lockstep.worker.WorkerEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class WorkerInboxTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final List<WorkerEvent> events = new ArrayList<>();
    private final WorkerInbox inbox = new WorkerInbox(1, 3, events::add);

    @Test
    void dropsWhatWorkersOfEarlierAttemptsSay() throws Exception {
        inbox.accept(new WorkerMessage("job", 0, 0, new WorkerEvent.Note("late"), null));
        inbox.accept(failure(0, 0, new LockstepException("late")));
        inbox.accept(new WorkerMessage("job", 1, 0, new WorkerEvent.Note("now"), null));
        assertThat(events).containsExactly(new WorkerEvent.Note("now"));
        assertThat(inbox.failure(Duration.ZERO)).isEmpty();
    }

    @Test
    void waitsForTheFaultBehindALoss() throws Exception {
        inbox.accept(failure(1, 0, new RestartableException("rank 2 is gone")));
        CompletableFuture<Void> fault =
                CompletableFuture.runAsync(() -> inbox.accept(failure(1, 2, new LockstepException("cure it"))));
        assertThat(inbox.failure(LONG)).map(failure -> failure.rank()).contains(2);
        fault.join();
    }

    @Test
    void waitsForEachRankHoweverOftenOthersSpeak() throws Exception {
        for (int time = 0; time < 3; time++) {
            inbox.accept(failure(1, 0, new RestartableException("rank 2 is gone")));
        }
        CompletableFuture<Void> fault =
                CompletableFuture.runAsync(() -> inbox.accept(failure(1, 2, new LockstepException("cure it"))));
        assertThat(inbox.failure(LONG)).map(WorkerInbox.RankFailure::rank).contains(2);
        fault.join();
    }

    @Test
    void doesNotWaitForWorkersThatEndedWithoutAWord() throws Exception {
        inbox.accept(failure(1, 0, new RestartableException("rank 2 is gone")));
        inbox.ended(0);
        inbox.ended(1);
        inbox.ended(2);
        assertThat(inbox.failure(LONG)).map(WorkerInbox.RankFailure::rank).contains(0);
    }

    @Test
    void believesALossOnceAllHaveSpoken() throws Exception {
        for (int rank = 0; rank < 3; rank++) {
            inbox.accept(failure(1, rank, new RestartableException("gone")));
        }
        Optional<WorkerInbox.RankFailure> failure = inbox.failure(LONG);
        assertThat(failure).map(WorkerInbox.RankFailure::kind).contains(WorkerFailure.Kind.LOSS);
    }

    private static WorkerMessage failure(int attempt, int rank, Exception thrown) {
        return new WorkerMessage("job", attempt, rank, null, WorkerFailure.of(thrown));
    }
}
