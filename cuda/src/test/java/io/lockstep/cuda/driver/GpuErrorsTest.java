package io.lockstep.cuda.driver;

import io.lockstep.cuda.kernel.CudaBackend;
import io.lockstep.engine.backend.fusion.FusingBackend;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What goes wrong with GPUs says what it was and what to do. */
final class GpuErrorsTest {
    @AfterEach
    void reset() {
        TestGpu.DRIVER.reset();
        TestGpu.DRIVER.configure("");
    }

    @Test
    void thereIsNoGpu() {
        TestGpu.DRIVER.configure("devices=0");
        assertThatThrownBy(() -> Gpu.open(0))
                .isInstanceOf(GpuException.class)
                .hasMessageContaining("CUDA_VISIBLE_DEVICES");
    }

    @Test
    void thereIsNoGpuOfThatNumber() {
        assertThatThrownBy(() -> Gpu.open(5))
                .isInstanceOf(GpuException.class)
                .hasMessageContaining("there is no cuda:5: this process sees 2 GPU(s), numbered from 0")
                .hasMessageContaining("choose another device");
    }

    @Test
    void theGpuIsTooOld() {
        TestGpu.DRIVER.configure("capability=7.5");
        assertThatThrownBy(() -> Gpu.open(1))
                .isInstanceOf(GpuException.class)
                .hasMessageContaining("cuda:1 (")
                .hasMessageContaining("has compute capability 7.5, but Lockstep's kernels need 8.0")
                .hasMessageContaining("--device cpu");
        TestGpu.assertNothingIsLeft();
    }

    @Test
    void theDriverRefusesTheKernels() {
        try (TestGpu test = new TestGpu("ptx=6.5")) {
            DeviceMemory x = test.ints(1);
            assertThatThrownBy(() -> test.append(x, 0, 1))
                    .isInstanceOf(GpuException.class)
                    .hasMessageContaining("the kernels in runtime.ptx on cuda:0")
                    .hasMessageContaining("install a driver for CUDA 11 or newer");
        }
    }

    @Test
    void pinnedMemoryOfTheHostIsShort() {
        TestGpu.DRIVER.configure("pinned=5000000");
        assertThatThrownBy(() -> Gpu.open(0))
                .isInstanceOf(GpuException.class)
                .hasMessageContaining("4194304 bytes of pinned host memory")
                .hasMessageContaining("ulimit -l");
        assertThat(TestGpu.DRIVER.statistic("streams")).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "700, a kernel went wrong",
        "702, a kernel went wrong",
        "719, a kernel went wrong",
        "214, the GPU was lost",
        "999, the GPU was lost"
    })
    void theGpuIsLostInMidStep(int code, String what) {
        TestGpu test = new TestGpu("lose-at=7 lose-status=" + code);
        DeviceMemory x = test.ints(0);
        test.gpu.beginStep();
        test.appendAll(x, 1, 2, 3, 4, 5);
        test.gpu.endStep();
        test.gpu.beginStep();
        test.appendAll(x, 1, 2, 3, 4, 5);
        assertThatThrownBy(() -> TestGpu.ints(x))
                .isInstanceOf(GpuException.class)
                .hasMessageContaining("code " + code)
                .hasMessageContaining("cuda:0")
                .hasMessageContaining(what)
                .hasMessageContaining("last checkpoint")
                .satisfies(e -> assertThat(((GpuException) e).code()).isEqualTo(code));
        assertThatThrownBy(test.gpu::close).isInstanceOf(GpuException.class);
        test.gpu.close(); // there is nothing left to close
        assertThat(TestGpu.DRIVER.statistic("device-bytes")).isZero();
    }

    @Test
    void aStepThatThrowsLeavesAUsableDevice() {
        TestGpu.DRIVER.reset();
        try (Device device = cuda(0)) {
            Tensor x = device.tensor(new float[] {1, 2, 3}, 3);
            assertThatThrownBy(() -> failingStep(device, x)).hasMessage("in mid-step");
            assertThat(x.add(x).toFloatArray()).containsExactly(2, 4, 6);
        }
        TestGpu.assertNothingIsLeft();
    }

    @SuppressWarnings("try") // the step is opened for its end alone
    private static void failingStep(Device device, Tensor x) {
        try (Device.Scope step = device.step()) {
            x.add(x).mul(x);
            throw new IllegalArgumentException("in mid-step");
        }
    }

    @Test
    void twoGpusOfOneProcessTakeTurns() {
        try (Device first = cuda(0);
                Device second = cuda(1);
                Device host = Device.open("cpu")) {
            Tensor a = first.tensor(new float[] {1, 2, 3}, 3);
            Tensor b = a.to(second).mul(a.to(second));
            Tensor c = b.to(first).add(a);
            assertThat(b.toFloatArray()).containsExactly(1, 4, 9);
            assertThat(c.toFloatArray()).containsExactly(2, 6, 12);
            assertThat(c.to(host).to(second).add(b).toFloatArray()).containsExactly(3, 10, 21);
            assertThatThrownBy(() -> a.add(b))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("cuda:1")
                    .hasMessageContaining("cuda:0")
                    .hasMessageContaining("to(device)");
            Tensor d = host.tensor(new float[] {1, 2, 3}, 3);
            assertThatThrownBy(() -> a.add(d)).hasMessageContaining("cpu").hasMessageContaining("to(device)");
            assertThatThrownBy(() -> d.add(a)).hasMessageContaining("device");
            assertThat(a.add(a).toFloatArray())
                    .as("nothing went wrong on the GPU")
                    .containsExactly(2, 4, 6);
        }
        TestGpu.assertNothingIsLeft();
    }

    private static Device cuda(int index) {
        return new Device(new FusingBackend(new CudaBackend(Gpu.open(index))));
    }

    @Test
    void anotherThreadMayGoOn() {
        try (TestGpu test = new TestGpu("")) {
            DeviceMemory x = test.ints(1);
            int[] seen = CompletableFuture.supplyAsync(() -> {
                        test.append(x, 0, 1);
                        DeviceMemory y = test.ints(4);
                        y.close();
                        return TestGpu.ints(x);
                    })
                    .join();
            assertThat(seen).containsExactly(3);
            test.append(x, 0, 1);
            assertThat(TestGpu.ints(x)).containsExactly(7);
        }
    }

    @Test
    void aClosedGpuSaysSo() {
        TestGpu test = new TestGpu("");
        DeviceMemory x = test.ints(1);
        test.close();
        assertThatThrownBy(() -> test.append(x, 0, 1)).hasMessageContaining("was closed");
        assertThatThrownBy(() -> test.gpu.allocate("a", 1)).hasMessageContaining("was closed");
        assertThatThrownBy(test.gpu::beginStep).hasMessageContaining("was closed");
    }
}
