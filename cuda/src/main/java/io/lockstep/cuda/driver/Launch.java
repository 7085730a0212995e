package io.lockstep.cuda.driver;

import io.lockstep.engine.backend.NdArray;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import jcuda.Pointer;
import jcuda.driver.JCudaDriver;
import org.jspecify.annotations.Nullable;

/**
 * A launch in the making: the fields of the kernel's one argument, in their order, then the grid. The driver copies them when the
 * kernel is launched, so one object serves all launches, and packs them in pinned memory, where JCuda takes them as they
 * are: through Java objects each launch would take ten times as long.
 */
public final class Launch {
    /** What a kernel's arguments may measure. */
    private static final int MOST_BYTES = 4096;

    private static final int MOST_OPERANDS = 12;
    private static final int REMEMBERED = 16;

    private final Gpu gpu;
    private final PinnedMemory memory;
    private final ByteBuffer fields;
    private final Pointer arguments;
    private final @Nullable NdArray[] operands = new NdArray[MOST_OPERANDS];
    private final String[] history = new String[REMEMBERED];
    private int operandCount;
    private long launches;
    private String kernel = "";
    private long gridX;
    private int gridY;
    private int gridZ;
    private int threads;
    private int sharedBytes;

    Launch(Gpu gpu) {
        this.gpu = gpu;
        memory = gpu.pinned(MOST_BYTES + Long.BYTES);
        fields = memory.buffer();
        fields.putLong(MOST_BYTES, memory.address(0));
        arguments = memory.pointer(MOST_BYTES);
    }

    Launch begin(String name) {
        kernel = name;
        fields.clear().limit(MOST_BYTES);
        Arrays.fill(operands, 0, operandCount, null);
        operandCount = 0;
        gridX = 1;
        gridY = 1;
        gridZ = 1;
        threads = 1;
        sharedBytes = 0;
        return this;
    }

    /** Names an array that the kernel works on, for the message if it fails. */
    public Launch on(NdArray array) {
        if (operandCount < MOST_OPERANDS) {
            operands[operandCount++] = array;
        }
        return this;
    }

    public Launch putInt(int value) {
        fields.putInt(value);
        return this;
    }

    public Launch putFloat(float value) {
        fields.putFloat(value);
        return this;
    }

    public Launch putLong(long value) {
        align().putLong(value);
        return this;
    }

    public Launch putDouble(double value) {
        align().putDouble(value);
        return this;
    }

    /** A pointer on the GPU, 0 for none. */
    public Launch putAddress(long address) {
        return putLong(address);
    }

    /** Leaves room until the next field of 8 bytes may begin; it is 0, so that equal arguments are equal bytes. */
    private ByteBuffer align() {
        if ((fields.position() & Integer.BYTES) != 0) {
            fields.putInt(0);
        }
        return fields;
    }

    /** Blocks of threads; at most 2^31 - 1, 65535 and 65535. */
    public Launch grid(long x, long y, long z) {
        gridX = x;
        gridY = Math.toIntExact(y);
        gridZ = Math.toIntExact(z);
        return this;
    }

    /** Blocks of {@code threadsPerBlock} threads for {@code count} threads, each of which may do several elements. */
    public Launch over(long count, int threadsPerBlock) {
        threads = threadsPerBlock;
        return grid(Math.max(1, (count + threadsPerBlock - 1) / threadsPerBlock), 1, 1);
    }

    public Launch threads(int perBlock) {
        threads = perBlock;
        return this;
    }

    /** Dynamic shared memory of a block. */
    public Launch shared(int bytes) {
        sharedBytes = bytes;
        return this;
    }

    /** Gives the kernel to the stream of computation. */
    public void run() {
        if (gridX == 0 || gridY == 0 || gridZ == 0) {
            return; // nothing to do, which the driver refuses
        }
        align();
        history[(int) (launches++ % REMEMBERED)] = kernel;
        Modules.Kernel loaded = gpu.modules().kernel(kernel);
        loaded.allowShared(gpu, sharedBytes);
        if (gpu.graphs().isRecording()) {
            gpu.graphs()
                    .add(
                            loaded,
                            Math.toIntExact(gridX),
                            gridY,
                            gridZ,
                            threads,
                            sharedBytes,
                            fields.slice(0, fields.position()));
            return;
        }
        gpu.attach();
        KernelTimes times = gpu.times();
        if (times != null) {
            times.before();
        }
        int code = JCudaDriver.cuLaunchKernel(
                loaded.function,
                Math.toIntExact(gridX),
                gridY,
                gridZ,
                threads,
                1,
                1,
                sharedBytes,
                gpu.compute().handle(),
                arguments,
                null);
        Status.check(code, "cuLaunchKernel", this::describe);
        if (times != null) {
            times.after(kernel, detail(), operandBytes());
        }
        if (gpu.isBlocking()) {
            Status.check(
                    JCudaDriver.cuStreamSynchronize(gpu.compute().handle()), "cuStreamSynchronize", this::describe);
        }
    }

    /** Kernels launched so far. */
    public long count() {
        return launches;
    }

    private String describe() {
        return "kernel " + kernel + " on " + gpu + ", " + detail() + (gpu.isBlocking() ? "" : lastLaunches());
    }

    /** The grid, and the shapes of what the kernel works on. */
    private String detail() {
        StringBuilder text = new StringBuilder(describeGrid(gridX, gridY, gridZ, threads, sharedBytes));
        for (int i = 0; i < operandCount; i++) {
            text.append(i == 0 ? ", of " : ", ").append(operands[i]);
        }
        return text.toString();
    }

    static String describeGrid(long x, int y, int z, int threads, int sharedBytes) {
        return String.format(
                Locale.ROOT,
                "grid %d x %d x %d of %d threads, %d bytes of shared memory",
                x,
                y,
                z,
                threads,
                sharedBytes);
    }

    private long operandBytes() {
        long bytes = 0;
        for (int i = 0; i < operandCount; i++) {
            NdArray operand = operands[i];
            bytes += operand == null ? 0 : operand.numel() * operand.dtype().bytes();
        }
        return bytes;
    }

    /** The last kernels, one of which may have caused an error that comes to light later. */
    String lastLaunches() {
        StringBuilder text = new StringBuilder("; launched before were ");
        for (long i = Math.max(0, launches - REMEMBERED); i < launches; i++) {
            text.append(history[(int) (i % REMEMBERED)]).append(i + 1 < launches ? ", " : "");
        }
        return launches == 0 ? "" : text.toString();
    }

    void close() {
        memory.close();
    }
}
