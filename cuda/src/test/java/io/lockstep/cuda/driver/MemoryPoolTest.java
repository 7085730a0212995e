package io.lockstep.cuda.driver;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class MemoryPoolTest {
    private static final String EXACT = "lockstep.cuda.exactMemory";
    private static final long MIB = 1 << 20;

    private final String exact = System.getProperty(EXACT, "false");

    @BeforeEach
    void roundAndKeep() {
        System.setProperty(EXACT, "false");
    }

    @AfterEach
    void restore() {
        System.setProperty(EXACT, exact);
    }

    @Test
    void whatWasFreedServesTheNext() {
        try (TestGpu test = new TestGpu("")) {
            DeviceMemory first = test.gpu.allocate("a", 1000);
            long address = first.address();
            assertThat(test.gpu.usedBytes()).isEqualTo(1024);
            first.close();
            assertThat(test.gpu.usedBytes()).isZero();
            DeviceMemory second = test.gpu.allocate("b", 900);
            assertThat(second.address()).isEqualTo(address);
            assertThat(second.bytes()).isEqualTo(900);
            DeviceMemory third = test.gpu.allocate("c", 900);
            assertThat(third.address()).isNotEqualTo(address);
            assertThat(test.gpu.peakBytes()).isEqualTo(2048);
            assertThat(TestGpu.DRIVER.statistic("device-bytes")).isEqualTo(2048);
        }
    }

    @Test
    void piecesThatAreMuchTooLargeStayFree() {
        try (TestGpu test = new TestGpu("")) {
            test.gpu.allocate("large", 40 * MIB).close();
            DeviceMemory small = test.gpu.allocate("small", 20 * MIB + 1);
            assertThat(test.gpu.usedBytes()).isEqualTo(22 * MIB);
            assertThat(small.isOpen()).isTrue();
            DeviceMemory nearly = test.gpu.allocate("nearly", 31 * MIB);
            assertThat(test.gpu.usedBytes()).isEqualTo((22 + 40) * MIB);
            assertThat(nearly.isOpen()).isTrue();
            assertThat(TestGpu.DRIVER.statistic("device-bytes")).isEqualTo(62 * MIB);
        }
    }

    @Test
    void exactMemoryIsNeitherRoundedNorKept() {
        System.setProperty(EXACT, "true");
        try (TestGpu test = new TestGpu("")) {
            DeviceMemory memory = test.gpu.allocate("a", 1001);
            DeviceMemory none = test.gpu.allocate("nothing", 0);
            assertThat(TestGpu.DRIVER.statistic("device-bytes")).isEqualTo(1001 + 1);
            assertThat(none.bytes()).isZero();
            memory.close();
            assertThat(test.gpu.usedBytes()).isEqualTo(1);
            assertThat(TestGpu.DRIVER.statistic("device-bytes")).isEqualTo(1);
        }
    }

    @Test
    void closingTwiceGivesBackOnce() {
        try (TestGpu test = new TestGpu("")) {
            DeviceMemory memory = test.gpu.allocate("a", 512);
            memory.close();
            memory.close();
            assertThat(memory.isOpen()).isFalse();
            assertThatThrownBy(memory::address)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("was freed");
            assertThat(test.gpu.allocate("b", 512).address())
                    .isNotEqualTo(test.gpu.allocate("c", 512).address());
        }
    }

    @Test
    void whatNobodyReachesComesBack() {
        try (TestGpu test = new TestGpu("memory=" + 64 * MIB)) {
            // More than there is, one after the other, none of them closed.
            for (int i = 0; i < 8; i++) {
                assertThat(test.gpu.allocate("garbage", (30 + 2L * i) * MIB).isOpen())
                        .isTrue();
            }
        }
    }

    @Test
    void freePiecesAreGivenUpForOneOfAnotherSize() {
        try (TestGpu test = new TestGpu("memory=" + 64 * MIB)) {
            List<DeviceMemory> pieces = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                pieces.add(test.gpu.allocate("small", 2 * MIB));
            }
            pieces.forEach(DeviceMemory::close);
            assertThat(test.gpu.allocate("large", 60 * MIB).bytes()).isEqualTo(60 * MIB);
        }
    }

    @Test
    void tellsWhoHoldsTheMemoryAndGoesOn() {
        try (TestGpu test = new TestGpu("memory=" + 64 * MIB)) {
            DeviceMemory freed = test.gpu.allocate("early results", 8 * MIB);
            freed.close();
            List<DeviceMemory> held = List.of(
                    test.gpu.allocate("parameters", 16 * MIB),
                    test.gpu.allocate("activations", 12 * MIB),
                    test.gpu.allocate("activations", 12 * MIB),
                    test.gpu.allocate("workspace", 4 * MIB),
                    test.gpu.allocate("indices", 2 * MIB));
            assertThatThrownBy(() -> test.gpu.allocate("gradients", 32 * MIB))
                    .isInstanceOf(GpuOutOfMemoryException.class)
                    .hasMessageContaining("cuda:0")
                    .hasMessageContaining("32.0 MiB were asked for gradients")
                    .hasMessageContaining("18.0 MiB of 64.0 MiB are free")
                    .hasMessageContaining("holds 46.0 MiB and used 46.0 MiB at most")
                    .hasMessageContaining(
                            "largest owners are activations 24.0 MiB, parameters 16.0 MiB, workspace 4.0 MiB;")
                    .hasMessageContaining("use a smaller batch")
                    .satisfies(e -> assertThat(((GpuException) e).code()).isEqualTo(2));
            DeviceMemory smaller = test.gpu.allocate("gradients", 16 * MIB);
            smaller.write(0, TestGpu.bytes(3));
            test.append(smaller, 0, 1);
            assertThat(TestGpu.ints(smaller.read(0, 4))).containsExactly(7);
            assertThat(held).allMatch(DeviceMemory::isOpen);
        }
    }

    @Test
    void allIsGivenBackAtTheEndThoughSomeIsInUse() {
        TestGpu test = new TestGpu("");
        DeviceMemory memory = test.ints(1, 2, 3);
        Gpu same = Gpu.open(0); // keeps the context, which would take the memory with it
        test.gpu.close();
        assertThat(TestGpu.DRIVER.statistic("device-bytes")).isZero();
        assertThat(memory.isOpen()).isFalse();
        assertThatThrownBy(() -> memory.read(0, 4))
                .hasMessageContaining("cuda:0")
                .hasMessageContaining("was closed");
        memory.close();
        same.close();
        test.close(); // twice
        TestGpu.assertNothingIsLeft();
    }

    @Test
    void memoryDoesNotOutliveItsTensors() throws InterruptedException {
        try (TestGpu test = new TestGpu("")) {
            WeakReference<DeviceMemory> reference = garbage(test.gpu);
            for (int i = 0; i < 100 && (reference.get() != null || test.gpu.usedBytes() > 0); i++) {
                System.gc();
                Thread.sleep(10); // until the collector's thread has told
            }
            assertThat(test.gpu.usedBytes()).isZero();
        }
    }

    private static WeakReference<DeviceMemory> garbage(Gpu gpu) {
        return new WeakReference<>(gpu.allocate("garbage", 4 * MIB));
    }
}
