package io.lockstep.cuda.driver;

import io.lockstep.engine.backend.Allocator;
import io.lockstep.engine.backend.Block;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.OwnedAllocator;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.Storage;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class LaunchTest {
    /** Of an array of one element. */
    private static final int OUTSIDE = 4;

    private static final String BLOCKING = "lockstep.cuda.blocking";

    @Test
    void packsFieldsAsTheKernelsStructHasThem() {
        try (TestGpu test = new TestGpu("")) {
            for (boolean graph : new boolean[] {false, true, true}) {
                DeviceMemory y = test.gpu.allocate("fields", 11 * 8);
                if (graph) {
                    test.gpu.beginStep();
                }
                for (int i = 0; i < 5; i++) {
                    echo(test.gpu, y, i);
                }
                double[] fields = new double[11];
                y.read(0, 88).order(ByteOrder.nativeOrder()).asDoubleBuffer().get(fields);
                assertThat(fields)
                        .containsExactly(-4, 0x1p40 + 4, 0.25f, Math.PI, 1, -2, 3, 0x1p50, -5, 6, Integer.MAX_VALUE);
                if (graph) {
                    test.gpu.endStep();
                }
            }
            assertThat(test.gpu.graphLaunches()).isEqualTo(1);
        }
    }

    private static void echo(Gpu gpu, DeviceMemory y, int number) {
        gpu.launch("runtime_echo")
                .putInt(-number)
                .putLong((1L << 40) + number)
                .putFloat(0.25f)
                .putDouble(Math.PI)
                .putInt(1)
                .putInt(-2)
                .putInt(3)
                .putAddress(y.address())
                .putLong(1L << 50)
                .putLong(-5)
                .putLong(6)
                .putLong(Integer.MAX_VALUE)
                .grid(1, 1, 1)
                .threads(1)
                .run();
    }

    @Test
    void takesGridsOfThreeDimensionsAndSharedMemory() {
        int shared = 100 << 10; // more than a kernel has without asking
        try (TestGpu test = new TestGpu("")) {
            DeviceMemory y = test.gpu.allocate("blocks", 24 * 8);
            test.gpu
                    .launch("runtime_grid")
                    .putAddress(y.address())
                    .putInt(shared / 4)
                    .grid(2, 3, 4)
                    .threads(64)
                    .shared(shared)
                    .run();
            long[] blocks = new long[24];
            y.read(0, 192).order(ByteOrder.nativeOrder()).asLongBuffer().get(blocks);
            for (int block = 0; block < 24; block++) {
                assertThat(blocks[block]).isEqualTo(64 + block);
            }
            test.gpu.launch("runtime_grid").grid(0, 1, 1).threads(64).run();
            assertThat(test.gpu.launches()).as("nothing to do is no launch").isEqualTo(1);
        }
    }

    @Test
    void refusesMoreSharedMemoryThanTheGpuHas() {
        try (TestGpu test = new TestGpu("")) {
            DeviceMemory y = test.gpu.allocate("blocks", 8);
            Launch launch = test.gpu
                    .launch("runtime_grid")
                    .putAddress(y.address())
                    .putInt(0)
                    .threads(1)
                    .shared(300 << 10);
            assertThatThrownBy(launch::run)
                    .isInstanceOf(GpuException.class)
                    .hasMessageContaining("307200 bytes of shared memory of kernel runtime_grid on cuda:0")
                    .hasMessageContaining("which has 232448");
            test.append(test.ints(1), 0, 1);
        }
    }

    @Test
    void namesTheKernelItsGridAndShapesIfTheDriverRefusesIt() {
        try (TestGpu test = new TestGpu("")) {
            Launch launch = test.gpu
                    .launch("runtime_append")
                    .on(array(test.ints(1, 2, 3, 4, 5, 6), 2, 3))
                    .putAddress(0)
                    .putLong(0)
                    .grid(2, 1, 1)
                    .threads(2000);
            assertThatThrownBy(launch::run)
                    .isInstanceOf(GpuException.class)
                    .hasMessageContaining("kernel runtime_append on cuda:0")
                    .hasMessageContaining("grid 2 x 1 x 1 of 2000 threads")
                    .hasMessageContaining("int32[2, 3]")
                    .hasMessageContaining("report it with the shapes above");
            assertThatThrownBy(() -> test.gpu.launch("runtime_append").grid(1, 1L << 32, 1))
                    .isInstanceOf(ArithmeticException.class);
        }
    }

    private static NdArray array(DeviceMemory memory, long... sizes) {
        Allocator none = new OwnedAllocator();
        return NdArray.over(Storage.of(none, Block.of(memory)), DType.INT32, Shape.of(sizes));
    }

    @Test
    void tellsTheLastKernelsIfOneWentWrong() {
        TestGpu test = new TestGpu("");
        DeviceMemory x = test.ints(1);
        test.append(x, 0, 1);
        test.write(x, OUTSIDE, 5);
        test.append(x, 0, 1);
        assertThatThrownBy(test.gpu::synchronize)
                .isInstanceOf(GpuException.class)
                .hasMessageContaining("cuStreamSynchronize failed with code 700")
                .hasMessageContaining("launched before were runtime_append, runtime_write, runtime_append")
                .hasMessageContaining("resume from the last checkpoint in a new process")
                .hasMessageContaining("-Dlockstep.cuda.blocking=true");
        assertThatThrownBy(test.gpu::close).isInstanceOf(GpuException.class);
    }

    @Test
    void namesTheKernelThatWentWrongWhereEachIsWaitedFor() {
        System.setProperty(BLOCKING, "true");
        try {
            TestGpu test = new TestGpu("");
            DeviceMemory x = test.ints(1);
            test.gpu.beginStep();
            test.append(x, 0, 1);
            Launch launch = test.gpu
                    .launch("runtime_write")
                    .on(array(x, 1))
                    .putAddress(x.address())
                    .putInt(5)
                    .putInt(OUTSIDE)
                    .grid(3, 1, 1)
                    .threads(32);
            assertThatThrownBy(launch::run)
                    .isInstanceOf(GpuException.class)
                    .hasMessageContaining("kernel runtime_write on cuda:0")
                    .hasMessageContaining("grid 3 x 1 x 1 of 32 threads")
                    .hasMessageContaining("of int32[1]")
                    .message()
                    .doesNotContain("runtime_append");
            assertThatThrownBy(test.gpu::close).isInstanceOf(GpuException.class);
        } finally {
            System.clearProperty(BLOCKING);
        }
    }
}
