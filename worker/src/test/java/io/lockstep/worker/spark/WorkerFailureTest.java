package io.lockstep.worker.spark;

import io.lockstep.worker.LockstepException;
import io.lockstep.worker.RestartableException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class WorkerFailureTest {
    @Test
    void tellsWhoCanDoSomethingAboutIt() {
        assertThat(WorkerFailure.of(new LockstepException("cure it")).kind()).isEqualTo(WorkerFailure.Kind.FAULT);
        assertThat(WorkerFailure.of(new RestartableException("gone")).kind()).isEqualTo(WorkerFailure.Kind.LOSS);
        assertThat(WorkerFailure.of(new IOException("gone")).kind()).isEqualTo(WorkerFailure.Kind.LOSS);
        assertThat(WorkerFailure.of(new IllegalStateException()).kind()).isEqualTo(WorkerFailure.Kind.BUG);
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
