package io.lockstep.cuda.driver;

import io.lockstep.cuda.emulator.EmulatedDriver;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

/** The first GPU of the emulated driver, with kernels of {@code src/test/native/runtime} that show what the runtime does. */
final class TestGpu implements AutoCloseable {
    static final EmulatedDriver DRIVER = loaded();

    final Gpu gpu;

    private static EmulatedDriver loaded() {
        EmulatedDriver driver = EmulatedDriver.load();
        Path sources = Path.of(System.getProperty("basedir", ""), "src/test/native/runtime");
        driver.addKernels("runtime", sources.toAbsolutePath());
        return driver;
    }

    /** @param mode how the device behaves, see {@link EmulatedDriver#configure} */
    TestGpu(String mode) {
        DRIVER.reset();
        DRIVER.configure(mode);
        gpu = Gpu.open(0);
    }

    DeviceMemory ints(int... values) {
        DeviceMemory memory = gpu.allocate("ints", 4L * values.length);
        memory.write(0, bytes(values));
        return memory;
    }

    static ByteBuffer bytes(int... values) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(4 * values.length).order(ByteOrder.nativeOrder());
        bytes.asIntBuffer().put(values);
        return bytes;
    }

    static int[] ints(DeviceMemory memory) {
        return ints(memory.read(0, (int) memory.bytes()));
    }

    static int[] ints(ByteBuffer bytes) {
        IntBuffer buffer = bytes.duplicate().order(ByteOrder.nativeOrder()).asIntBuffer();
        int[] values = new int[buffer.remaining()];
        buffer.get(values);
        return values;
    }

    /** x[place] = 2 x[place] + value. */
    void append(DeviceMemory x, int place, int value) {
        launch("runtime_append", x, place, value);
    }

    /** x[place] = value, wherever that is. */
    void write(DeviceMemory x, int place, int value) {
        launch("runtime_write", x, place, value);
    }

    private void launch(String kernel, DeviceMemory x, int place, int value) {
        gpu.launch(kernel)
                .putAddress(x.address())
                .putInt(value)
                .putInt(place)
                .grid(1, 1, 1)
                .threads(1)
                .run();
    }

    /** Appends the values to x[0], one by one; several kernels are worth a graph. */
    void appendAll(DeviceMemory x, int... values) {
        for (int value : values) {
            append(x, 0, value);
        }
    }

    /** What x[0] becomes by that. */
    static int appended(int x, int... values) {
        int result = x;
        for (int value : values) {
            result = 2 * result + value;
        }
        return result;
    }

    /** All that the driver counts, once nothing should be left. */
    static void assertNothingIsLeft() {
        String[] figures = {"device-bytes", "pinned-bytes", "streams", "events", "modules", "graphs", "graph-execs"};
        for (String figure : figures) {
            assertThat(DRIVER.statistic(figure)).as(figure).isZero();
        }
    }

    @Override
    public void close() {
        gpu.close();
        assertNothingIsLeft();
        DRIVER.configure("");
    }
}
