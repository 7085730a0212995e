package io.lockstep.benchmarks.contestant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class ProcessMemoryTest {
    @Test
    void readsTheHighestResidentSize() {
        assertThat(ProcessMemory.peakKibibytes("Name:\tjava\nVmPeak:\t 9999 kB\nVmHWM:\t  232712 kB\nVmRSS:\t 5 kB\n"))
                .isEqualTo(232_712);
    }
}
