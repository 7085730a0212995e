package io.lockstep.cuda.emulator;

import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

final class EmulatedKernelTest {
    private static final int MISSING = 0;
    private static final int PRESENT = 1;

    @ParameterizedTest
    @ValueSource(strings = {"order=forward", "order=reversed", "order=forward workers=1"})
    void aBarrierOrdersWritesAndReads(String mode) {
        try (ProbeGpu gpu = new ProbeGpu(mode)) {
            CUdeviceptr x = ProbeGpu.ints(new int[256]);
            int[] turned =
                    IntStream.range(0, 256).map(i -> i / 64 * 64 + 63 - i % 64).toArray();
            ProbeGpu.ok(ProbeGpu.launch(gpu.function("probe_barrier"), 4, 64, 0, null, x, 256, PRESENT));
            assertThat(ProbeGpu.ints(x, 256)).isEqualTo(turned);
            ProbeGpu.ok(ProbeGpu.launch(gpu.function("probe_barrier"), 4, 64, 0, null, x, 256, MISSING));
            assertThat(ProbeGpu.ints(x, 256)).isNotEqualTo(turned).contains(-1);
        }
    }

    @Test
    void threadsThatPartAtBarriersAreAFault() {
        String[] words = {"wait at the barriers of lines", "wait for each other forever"};
        for (int choice = 0; choice < words.length; choice++) {
            try (ProbeGpu gpu = new ProbeGpu("")) {
                CUdeviceptr x = ProbeGpu.ints(new int[32]);
                assertThat(gpu.run("probe_divergence", 32, x, 32, choice)).isEqualTo(CUresult.CUDA_ERROR_LAUNCH_FAILED);
                assertThat(ProbeGpu.DRIVER.lastFault())
                        .contains("probe_divergence")
                        .contains(words[choice]);
            }
        }
    }

    @Test
    void faultsOfAThreadEndTheKernelAndNotTheProcess() {
        try (ProbeGpu gpu = new ProbeGpu("")) {
            CUdeviceptr x = ProbeGpu.ints(1);
            ProbeGpu.ok(gpu.run("probe_thread", 1, x, 5, 0));
            ProbeGpu.ok(gpu.run("probe_thread", 1, x, 10, 1));
            assertThat(gpu.run("probe_thread", 1, x, 0, 0)).isEqualTo(CUresult.CUDA_ERROR_LAUNCH_FAILED);
            assertThat(ProbeGpu.DRIVER.lastFault()).contains("division of an integer by zero");
        }
        try (ProbeGpu gpu = new ProbeGpu("")) {
            assertThat(gpu.run("probe_thread", 1, ProbeGpu.ints(1), 100_000, 1))
                    .isEqualTo(CUresult.CUDA_ERROR_ILLEGAL_ADDRESS);
            assertThat(ProbeGpu.DRIVER.lastFault()).contains("the thread's stack overflows");
        }
        // The host's own use of the same signals goes on: compiled code finds null, and division by zero, by them.
        int thrown = 0;
        for (int i = 0; i < 100_000; i++) {
            thrown += length(i % 1000 == 0 ? null : "word") + quotient(i % 1000 == 1 ? 0 : 1);
        }
        assertThat(thrown).isEqualTo(200);
    }

    /** 0, or 1 if there is none. */
    @SuppressWarnings("NullAway") // the fault is what is asked for
    private static int length(@Nullable String word) {
        try {
            return word.length() - 4;
        } catch (NullPointerException e) {
            return 1;
        }
    }

    /** 0, or 1 if there is none. */
    private static int quotient(int divisor) {
        try {
            return 0 / divisor;
        } catch (ArithmeticException e) {
            return 1;
        }
    }

    @Test
    void sharedMemoryIsPoisonInEveryBlock() {
        try (ProbeGpu gpu = new ProbeGpu("")) {
            CUdeviceptr x = ProbeGpu.ints(new int[64 * 50]);
            ProbeGpu.ok(ProbeGpu.launch(gpu.function("probe_shared"), 50, 32, 128, null, x, 0, 0));
            assertThat(ProbeGpu.ints(x, 64 * 50)).containsOnly(-1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"guard=after", "guard=before"})
    void dynamicSharedMemoryHasEnds(String mode) {
        int past = 10; // of 40 bytes
        try (ProbeGpu gpu = new ProbeGpu(mode)) {
            CUdeviceptr x = ProbeGpu.ints(0);
            ProbeGpu.ok(ProbeGpu.launch(gpu.function("probe_dynamic"), 1, 1, 40, null, x, 0, past - 1));
            assertThat(ProbeGpu.ints(x, 1)).containsExactly(3);
            ProbeGpu.ok(ProbeGpu.launch(gpu.function("probe_dynamic"), 1, 1, 40, null, x, 0, past));
            assertThat(JCudaDriver.cuCtxSynchronize()).isEqualTo(CUresult.CUDA_ERROR_LAUNCH_FAILED);
            assertThat(ProbeGpu.DRIVER.lastFault()).contains("past the end of dynamic shared memory");
        }
        try (ProbeGpu gpu = new ProbeGpu(mode)) {
            int far = mode.equals("guard=after") ? 128 / 4 : -1;
            ProbeGpu.ok(ProbeGpu.launch(gpu.function("probe_dynamic"), 1, 1, 40, null, ProbeGpu.ints(0), 0, far));
            assertThat(JCudaDriver.cuCtxSynchronize()).isEqualTo(CUresult.CUDA_ERROR_ILLEGAL_ADDRESS);
        }
    }

    @Test
    void asynchronousCopiesLandWhenWaitedFor() {
        int[] from = IntStream.range(100, 228).toArray();
        try (ProbeGpu gpu = new ProbeGpu("")) {
            CUdeviceptr x = ProbeGpu.ints(from), y = ProbeGpu.ints(new int[128]);
            ProbeGpu.ok(gpu.run("probe_copy", 32, x, y, 1));
            assertThat(ProbeGpu.ints(y, 128)).isEqualTo(from);
            ProbeGpu.ok(gpu.run("probe_copy", 32, x, y, 0));
            assertThat(ProbeGpu.ints(y, 128)).containsOnly(-1);
            // Only the first half of the source exists.
            CUdeviceptr half = ProbeGpu.ints(IntStream.range(100, 164).toArray());
            ProbeGpu.ok(gpu.run("probe_copy", 32, half, y, 2));
            assertThat(ProbeGpu.ints(y, 128))
                    .isEqualTo(
                            IntStream.range(100, 228).map(v -> v < 164 ? v : 0).toArray());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"order=forward", "order=reversed"})
    void shufflesAndVotesFollowTheirDefinitions(String mode) {
        IntUnaryOperator[] rows = {
            lane -> 25,
            lane -> lane < 3 ? lane : lane - 3,
            lane -> lane < 29 ? lane + 3 : lane,
            lane -> lane ^ 9,
            lane -> lane % 8 < 5 ? lane + 3 : lane,
            lane -> 0b01001001001001001001001001001001,
            lane -> 1,
            lane -> 1,
            lane -> lane < 16
                    ? 120
                    : IntStream.range(0, 8).map(bits -> lane ^ bits).sum(),
            lane -> 2,
            lane -> 0xf << (lane / 4 * 4),
            lane -> 3,
        };
        try (ProbeGpu gpu = new ProbeGpu(mode)) {
            CUdeviceptr x = ProbeGpu.ints(new int[rows.length * 32]);
            ProbeGpu.ok(gpu.run("probe_shuffles", 32, x, 0, 0));
            int[] found = ProbeGpu.ints(x, rows.length * 32);
            for (int i = 0; i < found.length; i++) {
                assertThat(found[i])
                        .describedAs("row %d, lane %d", i / 32, i % 32)
                        .isEqualTo(rows[i / 32].applyAsInt(i % 32));
            }
        }
    }

    @Test
    void functionsThatTheHostLacksAreExact() {
        double[] x = {0.5, -0.25, 1e-9, 0.999, -0.9999999, 0.01, 0.97};
        try (ProbeGpu gpu = new ProbeGpu("")) {
            CUdeviceptr[] arrays = new CUdeviceptr[4];
            for (int i = 0; i < 4; i++) {
                arrays[i] = ProbeGpu.allocate(8L * x.length);
            }
            ProbeGpu.ok(JCudaDriver.cuMemcpyHtoD(arrays[0], Pointer.to(x), 8L * x.length));
            ProbeGpu.ok(gpu.run("probe_math", 32, arrays[0], arrays[1], arrays[2], arrays[3], x.length));
            double[] inverse = new double[x.length], inFloat = new double[x.length], root = new double[x.length];
            ProbeGpu.ok(JCudaDriver.cuMemcpyDtoH(Pointer.to(inverse), arrays[1], 8L * x.length));
            ProbeGpu.ok(JCudaDriver.cuMemcpyDtoH(Pointer.to(inFloat), arrays[2], 8L * x.length));
            ProbeGpu.ok(JCudaDriver.cuMemcpyDtoH(Pointer.to(root), arrays[3], 8L * x.length));
            // Tables of Wolfram's InverseErf to 16 digits.
            assertThat(inverse[0]).isEqualTo(0.4769362762044699, within(1e-15));
            assertThat(inverse[1]).isEqualTo(-0.2253120550121781, within(1e-15));
            assertThat(inverse[3]).isEqualTo(2.326753765513525, within(1e-13));
            assertThat(inverse[2]).isEqualTo(1e-9 * Math.sqrt(Math.PI) / 2, within(1e-24));
            for (int i = 0; i < x.length; i++) {
                assertThat(inFloat[i] / inverse[i])
                        .describedAs("erfinvf(%s)", x[i])
                        .isCloseTo(1, within(0.02));
                if (x[i] > 0) {
                    assertThat(root[i] * root[i] * x[i]).isCloseTo(1, within(1e-15));
                }
            }
        }
    }

    private static org.assertj.core.data.Offset<Double> within(double difference) {
        return org.assertj.core.data.Offset.offset(difference);
    }
}
