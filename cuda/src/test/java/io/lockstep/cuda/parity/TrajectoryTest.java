package io.lockstep.cuda.parity;

import io.lockstep.cuda.driver.Gpu;
import io.lockstep.cuda.emulator.EmulatedDriver;
import io.lockstep.cuda.kernel.CudaBackend;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.fusion.FusingBackend;
import io.lockstep.engine.backend.reference.ReferenceBackend;
import io.lockstep.engine.tensor.Device;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Trainings on the emulated driver beside the reference backend, kernel by kernel and as graphs. */
final class TrajectoryTest {
    private static final int STEPS = 5;
    private static final int BATCH = 6;

    private final EmulatedDriver driver = EmulatedDriver.load();

    @AfterEach
    void reset() {
        driver.configure("");
    }

    @Test
    void trainsAsTheReferenceDoes() {
        Trajectory expected = reference(DType.FLOAT32);
        Trajectory actual = emulated(DType.FLOAT32, true);
        assertThat(actual.lossDistance(expected)).isLessThan(1e-5);
        assertThat(actual.parameterDistance(expected)).isLessThan(1e-4);
    }

    @Test
    void trainsInHalfPrecisionNearly() {
        for (DType half : new DType[] {DType.BFLOAT16, DType.FLOAT16}) {
            Trajectory expected = reference(DType.FLOAT32);
            Trajectory actual = emulated(half, true);
            assertThat(actual.lossDistance(expected)).as(half.toString()).isLessThan(0.05);
        }
    }

    @Test
    void aGraphComputesWhatItsKernelsDo() {
        driver.resetStatistics();
        Trajectory single = emulated(DType.FLOAT32, false);
        assertThat(driver.statistic("graph-launches")).isZero();
        long kernels = driver.statistic("kernels");
        driver.resetStatistics();
        Trajectory graphs = emulated(DType.FLOAT32, true);
        assertThat(driver.statistic("graph-launches"))
                .as("every step but the first is one launch")
                .isEqualTo(STEPS - 1);
        assertThat(driver.statistic("kernels")).isEqualTo(kernels);
        assertThat(graphs.losses()).isEqualTo(single.losses());
        assertThat(graphs.parameters()).isEqualTo(single.parameters());
    }

    @Test
    void theOrderOfThreadsMakesNoDifference() {
        Trajectory forward = emulated(DType.BFLOAT16, true);
        driver.configure("async=eager order=reversed guard=before");
        Trajectory reversed = emulated(DType.BFLOAT16, true);
        assertThat(reversed.losses()).isEqualTo(forward.losses());
        assertThat(reversed.parameters()).isEqualTo(forward.parameters());
    }

    private static Trajectory reference(DType precision) {
        try (Device device = new Device(new ReferenceBackend())) {
            return Trajectory.run(device, precision, STEPS, BATCH);
        }
    }

    private static Trajectory emulated(DType precision, boolean graphs) {
        Gpu gpu = Gpu.open(0);
        gpu.useGraphs(graphs);
        try (Device device = new Device(new FusingBackend(new CudaBackend(gpu)))) {
            return Trajectory.run(device, precision, STEPS, BATCH);
        }
    }
}
