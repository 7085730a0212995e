package io.lockstep.benchmarks.report;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class MachineTest {
    private static final String MEMORY = "MemTotal:       24683520 kB\nMemFree:  5 kB\n";

    @Test
    void namesProcessorAndWhatItCan() {
        Machine machine = Machine.of(processor(0, 0, "fpu avx2 fma sse avx512f avx512_bf16"), MEMORY);

        assertThat(machine.processor()).isEqualTo("Abacus 9000 @ 2 GHz: fast");
        assertThat(machine.flags()).containsExactly("avx2", "fma", "avx512f", "avx512_bf16");
        assertThat(machine.hasBfloat16()).isTrue();
        assertThat(machine.memoryMebibytes()).isEqualTo(24_105);
        assertThat(machine.cores()).isEqualTo(1);
    }

    @Test
    void avx512AloneIsNotBfloat16() {
        assertThat(Machine.of(processor(0, 0, "avx512f avx512_vnni"), MEMORY).hasBfloat16())
                .isFalse();
    }

    @Test
    void twoThreadsOfACoreAreOneCore() {
        String smt = processor(0, 0, "fma") + processor(0, 1, "fma") + processor(0, 0, "fma") + processor(0, 1, "fma");
        String sockets = processor(0, 0, "fma") + processor(1, 0, "fma");

        assertThat(new CpuInfo(smt).cores()).isEqualTo(2);
        assertThat(new CpuInfo(sockets).cores()).isEqualTo(2);
    }

    @Test
    void withoutTopologyEachProcessorIsACore() {
        assertThat(new CpuInfo("processor : 0\n\nprocessor : 1\n\nprocessor : 2\n").cores())
                .isEqualTo(3);
    }

    @Test
    void knowsThisMachineAndBuild() {
        assertThat(Machine.current().cores()).isPositive();
        assertThat(Versions.ofBuild().libtorch()).matches("\\d+\\.\\d+\\.\\d+");
        assertThat(Versions.ofBuild().binding()).startsWith(Versions.ofBuild().libtorch());
    }

    private static String processor(int socket, int core, String flags) {
        return "processor\t: 0\nmodel name\t: Abacus 9000 @ 2 GHz: fast\nphysical id\t: " + socket + "\ncore id\t\t: "
                + core + "\nflags\t\t: " + flags + "\n\n";
    }
}
