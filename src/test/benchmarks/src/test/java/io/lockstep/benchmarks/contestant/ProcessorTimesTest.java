package io.lockstep.benchmarks.contestant;

import java.io.IOException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class ProcessorTimesTest {
    @Test
    void othersAreTheMachineWithoutThisProcess() {
        ProcessorTimes before = times(10_000, 500);
        ProcessorTimes after = times(10_150, 530);

        // Of 150 ticks user time 20 + 10 are this process's.
        assertThat(after.foreignSince(before)).isEqualTo(1_200_000_000L);
    }

    @Test
    void ticksThatAreCountedLateDoNotMakeOthersNegative() {
        assertThat(times(10_000, 530).foreignSince(times(10_000, 500))).isZero();
    }

    @Test
    void idleTimeIsNobodys() {
        ProcessorTimes busy =
                ProcessorTimes.of("cpu  1 2 4 1000 2000 8 16 32 0 0\ncpu0 1 1 1 1 1 1 1 1 0 0", process(0));

        assertThat(busy.machine()).isEqualTo((1 + 2 + 4 + 8 + 16 + 32) * 10_000_000L);
    }

    @Test
    void readsThisMachine() throws IOException {
        ProcessorTimes now = ProcessorTimes.now();

        assertThat(now.own()).isPositive();
        assertThat(now.machine()).isGreaterThan(now.own());
    }

    private static ProcessorTimes times(long user, long own) {
        return ProcessorTimes.of("cpu  " + user + " 0 300 5000 10 0 5 0 0 0\n", process(own));
    }

    /** {@code own} ticks, a third of them in the kernel, of a process with a name that is hard to read. */
    private static String process(long own) {
        long kernel = own / 3;
        return "17 (java (a) b) S 1 17 17 0 -1 4194560 1 2 3 4 " + (own - kernel) + " " + kernel + " 5 6 20 0 1";
    }
}
