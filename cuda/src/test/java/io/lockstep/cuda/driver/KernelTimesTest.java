package io.lockstep.cuda.driver;

import io.lockstep.cuda.kernel.CudaBackend;
import io.lockstep.engine.backend.profile.OperationProfile;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class KernelTimesTest {
    private record Ran(String operation, String detail, long start, long end, long bytes) {}

    @Test
    void kernelsAreToldInTheirOrderWithTimesOnceTheyAreWaitedFor() {
        List<Ran> told = new ArrayList<>();
        try (TestGpu test = new TestGpu("")) {
            DeviceMemory x = test.ints(0);
            test.append(x, 0, 1);
            long before = System.nanoTime();
            test.gpu.listen(
                    (operation, detail, start, end, bytes) -> told.add(new Ran(operation, detail, start, end, bytes)));
            test.gpu.beginStep(); // not as a graph
            for (int i = 0; i < 5000; i++) { // more than are kept
                test.append(x, 0, 0);
            }
            test.gpu.endStep();
            assertThat(told).hasSizeLessThan(5000);
            test.gpu.synchronize();
            long after = System.nanoTime();
            assertThat(told).hasSize(5000);
            long last = before;
            for (Ran ran : told) {
                assertThat(ran.operation()).isEqualTo("runtime_append");
                assertThat(ran.detail()).startsWith("grid 1 x 1 x 1 of 1 threads");
                assertThat(ran.end()).isGreaterThanOrEqualTo(ran.start());
                last = ran.end();
            }
            assertThat(last).isBetween(before, after + 1_000_000);
            test.gpu.listen(null);
            test.append(x, 0, 0);
            test.gpu.synchronize();
            assertThat(told).hasSize(5000);
        }
    }

    @Test
    void profilesWorkOnAGpu() {
        TestGpu.DRIVER.reset();
        CudaBackend backend = new CudaBackend(Gpu.open(0));
        try (Device device = new Device(backend)) {
            Tensor x = device.tensor(new float[] {1, 2, 3, 4}, 2, 2);
            OperationProfile profile = new OperationProfile();
            List<String> details = new ArrayList<>();
            backend.listen((operation, detail, start, end, bytes) -> {
                profile.ran(operation, detail, start, end, bytes);
                details.add(detail);
            });
            x.add(x);
            x.mul(x);
            backend.synchronize();
            long kernels = profile.rows().stream()
                    .mapToLong(OperationProfile.Row::kernels)
                    .sum();
            assertThat(kernels).isEqualTo(2);
            assertThat(profile.rows()).allSatisfy(row -> {
                assertThat(row.nanos()).isPositive();
                assertThat(row.bytes()).isPositive();
            });
            assertThat(details).allSatisfy(detail -> assertThat(detail).contains("float32[2, 2]"));
        }
        TestGpu.assertNothingIsLeft();
    }
}
