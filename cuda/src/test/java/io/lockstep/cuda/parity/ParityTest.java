package io.lockstep.cuda.parity;

import io.lockstep.cuda.driver.Gpu;
import io.lockstep.cuda.emulator.EmulatedDriver;
import io.lockstep.cuda.kernel.CudaBackend;
import io.lockstep.engine.backend.Backend;
import io.lockstep.engine.backend.fusion.FusingBackend;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** All families of kernels against the reference backend, on the emulated driver in several modes. */
final class ParityTest {
    /** Late work finds missing waits, reversed threads find missing barriers, guards before buffers what reads in front of them. */
    private static final List<String> MODES = List.of("async=late", "async=eager order=reversed guard=before");

    private final EmulatedDriver driver = EmulatedDriver.load();

    static List<Arguments> families() {
        List<Arguments> families = new ArrayList<>();
        for (String mode : MODES) {
            for (ParityCases cases : ParitySuite.all()) {
                families.add(Arguments.of(mode, cases.name(), cases));
            }
        }
        return families;
    }

    @AfterEach
    void reset() {
        driver.configure("");
    }

    @ParameterizedTest(name = "{1}, {0}")
    @MethodSource("families")
    void equalsTheReference(String mode, String name, ParityCases cases) {
        driver.configure(mode);
        try (Backend backend = new FusingBackend(new CudaBackend(Gpu.open(0)));
                Parity parity = new Parity(backend)) {
            cases.run(parity);
            assertThat(parity.comparisons()).as(name).isPositive();
        }
        assertThat(driver.statistic("device-bytes")).isZero();
        assertThat(driver.statistic("pinned-bytes")).isZero();
    }
}
