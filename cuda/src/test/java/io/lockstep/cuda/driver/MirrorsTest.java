package io.lockstep.cuda.driver;

import io.lockstep.engine.backend.HostMirror;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class MirrorsTest {
    private static final long SECONDS = 30;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aDownloadSeesWhatKernelsBeforeItWrote(boolean inStep) throws Exception {
        try (TestGpu test = new TestGpu("async=late")) {
            DeviceMemory x = test.ints(0, 0);
            try (HostMirror mirror = test.gpu.mirrors().create(x, 4, 4)) {
                for (int step = 0; step < 3; step++) {
                    if (inStep) {
                        test.gpu.beginStep();
                    }
                    for (int value = 0; value < 5; value++) {
                        test.write(x, 1, 10 * step + value);
                    }
                    CompletableFuture<?> there = mirror.download().toCompletableFuture();
                    test.append(x, 0, 1); // of another bucket
                    there.get(SECONDS, TimeUnit.SECONDS);
                    assertThat(TestGpu.ints(mirror.buffer())).containsExactly(10 * step + 4);
                    if (inStep) {
                        test.gpu.endStep();
                    }
                }
            }
            assertThat(test.gpu.graphLaunches()).isEqualTo(inStep ? 2 : 0);
        }
    }

    @Test
    void kernelsAfterAnUploadFindItAndThoseBeforeDoNot() {
        try (TestGpu test = new TestGpu("async=late")) {
            DeviceMemory x = test.ints(1);
            try (HostMirror mirror = test.gpu.mirrors().create(x, 0, 4)) {
                DeviceMemory y = test.ints(0);
                for (int i = 1; i < 4; i++) {
                    test.append(x, 0, 0);
                    copy(test, x, y); // reads what was before
                    mirror.awaitUpload();
                    mirror.buffer().putInt(0, 10 * i);
                    mirror.upload();
                    test.append(x, 0, i);
                    assertThat(TestGpu.ints(y)).containsExactly(i == 1 ? 2 : 2 * (20 * (i - 1) + i - 1));
                    assertThat(TestGpu.ints(x)).containsExactly(20 * i + i);
                }
            }
        }
    }

    private static void copy(TestGpu test, DeviceMemory x, DeviceMemory y) {
        test.gpu
                .launch("runtime_copy")
                .putAddress(x.address())
                .putAddress(y.address())
                .grid(1, 1, 1)
                .threads(1)
                .run();
    }

    @Test
    void twoMirrorsByTurnsAreReadBeforeTheyAreFilledAnew() {
        try (TestGpu test = new TestGpu("async=late")) {
            DeviceMemory[] x = {test.ints(0), test.ints(0)};
            DeviceMemory sums = test.ints(0);
            HostMirror[] mirrors = {
                test.gpu.mirrors().create(x[0], 0, 4), test.gpu.mirrors().create(x[1], 0, 4)
            };
            int expected = 0;
            for (int step = 0; step < 6; step++) {
                HostMirror mirror = mirrors[step % 2];
                mirror.awaitUpload();
                mirror.buffer().putInt(0, step + 1);
                mirror.upload();
                test.append(x[step % 2], 0, 1);
                copyAdding(test, x[step % 2], sums);
                mirror.markRead();
                test.append(sums, 0, 0); // does not read it: the next upload may run beside
                expected = 2 * (expected + 2 * (step + 1) + 1);
            }
            assertThat(TestGpu.ints(sums)).containsExactly(expected);
        } // which closes the mirrors
    }

    private static void copyAdding(TestGpu test, DeviceMemory x, DeviceMemory y) {
        test.gpu
                .launch("runtime_add")
                .putAddress(x.address())
                .putAddress(y.address())
                .grid(1, 1, 1)
                .threads(1)
                .run();
    }

    @Test
    void aDownloadOnItsWayIsWaitedForWhenItsMirrorIsClosed() {
        try (TestGpu test = new TestGpu("async=late")) {
            DeviceMemory x = test.ints(1);
            for (int i = 0; i < 20; i++) {
                HostMirror mirror = test.gpu.mirrors().create(x, 0, 4);
                test.append(x, 0, 1);
                CompletableFuture<?> there = mirror.download().toCompletableFuture();
                mirror.close();
                assertThat(there).isCompleted();
                mirror.close();
                assertThatThrownBy(mirror::buffer).hasMessageContaining("was freed");
            }
        }
    }

    @Test
    void aDownloadFromALostGpuFails() {
        TestGpu test = new TestGpu("async=late lose-at=1");
        DeviceMemory x = test.ints(1);
        HostMirror mirror = test.gpu.mirrors().create(x, 0, 4);
        test.append(x, 0, 1);
        CompletableFuture<?> there = mirror.download().toCompletableFuture();
        assertThatThrownBy(() -> there.orTimeout(SECONDS, TimeUnit.SECONDS).join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(GpuException.class)
                .hasMessageContaining("resume from the last checkpoint");
        assertThatThrownBy(test.gpu::close).isInstanceOf(GpuException.class);
        mirror.close();
        assertThatThrownBy(mirror::buffer).hasMessageContaining("was closed");
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("lockstep-gpu-downloads"));
    }
}
