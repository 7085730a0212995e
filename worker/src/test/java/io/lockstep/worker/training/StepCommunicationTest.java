package io.lockstep.worker.training;

import io.lockstep.comms.CommunicationStatistics;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class StepCommunicationTest {
    private CommunicationStatistics statistics = new CommunicationStatistics(5, 1000, 900, 0);
    private long blockedNanos = 300;
    private final StepCommunication communication = new StepCommunication(() -> statistics, () -> blockedNanos);

    @Test
    void hiddenIsWhatTheStepsDidNotWaitFor() {
        communication.restart(7);
        communicate(40, 60);
        blockedNanos += 15;
        communicate(20, 40);
        blockedNanos += 10;
        communication.pause();
        assertThat(communication.bytesPerStep(9)).isEqualTo(30);
        assertThat(communication.hidden()).isEqualTo(0.75);
    }

    @Test
    void leavesOutWhatIsCommunicatedInAPause() {
        communication.restart(0);
        communicate(10, 100);
        blockedNanos += 50;
        communication.pause();
        communicate(5000, 5000); // a checkpoint
        communication.resume();
        communicate(10, 100);
        communication.pause();
        communicate(7000, 7000); // a report
        assertThat(communication.bytesPerStep(2)).isEqualTo(10);
        assertThat(communication.hidden()).isEqualTo(0.75);
        communication.restart(2);
        communicate(8, 10);
        communication.pause();
        assertThat(communication.bytesPerStep(3)).isEqualTo(8);
        assertThat(communication.hidden()).isEqualTo(1);
    }

    @Test
    void isNothingWithoutCommunicationAndNeverBelowZero() {
        communication.restart(0);
        blockedNanos += 3;
        communication.pause();
        assertThat(communication.bytesPerStep(1)).isZero();
        assertThat(communication.bytesPerStep(0)).isZero();
        assertThat(communication.hidden()).isNull();
        communication.resume();
        communicate(1, 2);
        communication.pause();
        assertThat(communication.hidden()).isZero();
    }

    private void communicate(long bytes, long nanos) {
        statistics = new CommunicationStatistics(
                statistics.operations() + 1,
                statistics.sentBytes() + bytes,
                statistics.busyNanos() + nanos,
                statistics.waitingNanos());
    }
}
