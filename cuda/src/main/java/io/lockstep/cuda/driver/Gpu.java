package io.lockstep.cuda.driver;

import io.lockstep.engine.backend.KernelListener;
import io.lockstep.engine.backend.MemorySource;
import java.util.ArrayList;
import java.util.List;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.JCudaDriver;
import org.jspecify.annotations.Nullable;

/**
 * One GPU in use: its primary context, the stream in which kernels run, its memory and kernels. Belongs to one thread at a
 * time, which may be another one than opened it, and which may use several GPUs: whatever calls the driver first makes this
 * one's context current.
 *
 * <p>After a kernel went wrong or the GPU was lost every call fails; closing still gives back its context.
 *
 * <p>With {@code -Dlockstep.cuda.blocking=true} each launch waits for its kernel, so that an error names the one that failed.
 */
public final class Gpu implements AutoCloseable {
    private static final String BLOCKING = "lockstep.cuda.blocking";

    private final boolean blocking = Boolean.getBoolean(BLOCKING);
    private final CUdevice device = new CUdevice();
    private final CUcontext context = new CUcontext();
    private final GpuFacts facts;
    private final Stream compute;
    private final MemoryPool pool;
    private final Modules modules;
    private final Launch launch;
    private final Scratch scratch;
    private final Transfers transfers;
    private final Mirrors mirrors;
    private final StepGraphs graphs;
    private @Nullable KernelTimes times;
    private boolean open = true;

    @SuppressWarnings("this-escape") // the parts call back later only
    private Gpu(int index) {
        Status.check(JCudaDriver.cuDeviceGet(device, index), "cuDeviceGet", () -> "device " + index);
        facts = GpuFacts.of(index, device);
        facts.requireRecent();
        Status.check(JCudaDriver.cuDevicePrimaryCtxRetain(context, device), "cuDevicePrimaryCtxRetain", this::toString);
        try {
            attach();
            compute = new Stream("compute");
            pool = new MemoryPool(this);
            modules = new Modules(this);
            launch = new Launch(this);
            scratch = new Scratch(this);
            transfers = new Transfers(this);
            mirrors = new Mirrors(this);
            graphs = new StepGraphs(this);
        } catch (GpuException e) {
            JCudaDriver.cuDevicePrimaryCtxRelease(device);
            throw e;
        }
    }

    /**
     * @param index which of the GPUs that the process sees, from 0
     * @throws GpuException if it cannot be used; the message says why
     */
    public static Gpu open(int index) {
        Status.check(JCudaDriver.cuInit(0), "cuInit", () -> "the driver");
        int[] count = new int[1];
        Status.check(JCudaDriver.cuDeviceGetCount(count), "cuDeviceGetCount", () -> "the driver");
        if (index >= count[0]) {
            throw new GpuException(
                    0,
                    "there is no cuda:" + index + ": this process sees " + count[0]
                            + " GPU(s), numbered from 0; check CUDA_VISIBLE_DEVICES, or choose another device");
        }
        return new Gpu(index);
    }

    /** The CUDA release that the driver is for: 1000 times its first number plus 10 times its second. */
    public static int driverVersion() {
        int[] version = new int[1];
        Status.check(JCudaDriver.cuDriverGetVersion(version), "cuDriverGetVersion", () -> "the driver");
        return version[0];
    }

    /** What the driver tells of each GPU that the process sees. */
    public static List<GpuFacts> all() {
        int[] count = new int[1];
        Status.check(JCudaDriver.cuDeviceGetCount(count), "cuDeviceGetCount", () -> "the driver");
        List<GpuFacts> all = new ArrayList<>();
        for (int index = 0; index < count[0]; index++) {
            int ordinal = index;
            CUdevice device = new CUdevice();
            Status.check(JCudaDriver.cuDeviceGet(device, index), "cuDeviceGet", () -> "device " + ordinal);
            all.add(GpuFacts.of(index, device));
        }
        return all;
    }

    /** Lets the calling thread use this GPU. */
    void attach() {
        Status.check(JCudaDriver.cuCtxSetCurrent(context), "cuCtxSetCurrent", this::toString);
    }

    public GpuFacts facts() {
        return facts;
    }

    /** The stream in which all kernels run. */
    Stream compute() {
        return compute;
    }

    /** The same stream, once it has got all kernels that were launched so far, for what comes after them. */
    public Stream settled() {
        checkOpen();
        attach();
        graphs.flush();
        return compute;
    }

    /** From here to {@link #endStep} kernels are launched many at once, where they are those of the step before. */
    public void beginStep() {
        checkOpen();
        graphs.begin();
    }

    public void endStep() {
        checkOpen();
        attach();
        graphs.end();
    }

    /** Whether steps are launched as graphs, as they are by default. */
    public void useGraphs(boolean wanted) {
        graphs.use(wanted);
    }

    /** Graphs launched so far. */
    public long graphLaunches() {
        return graphs.graphLaunches();
    }

    /** Kernels whose arguments were changed in graphs so far. */
    public long changedArguments() {
        return graphs.changedArguments();
    }

    /**
     * Tells {@code listener} of each kernel from now on, with times of the GPU's own clock, whenever somebody waits for the
     * kernels; null for nobody. Kernels are then launched one by one.
     */
    public void listen(@Nullable KernelListener listener) {
        synchronize();
        if (times != null) {
            times.close();
        }
        times = listener == null ? null : new KernelTimes(this, listener);
    }

    @Nullable
    KernelTimes times() {
        return times;
    }

    StepGraphs graphs() {
        return graphs;
    }

    /** Begins a launch of a kernel, whose name begins with its file's and an underscore. */
    public Launch launch(String kernel) {
        checkOpen();
        return launch.begin(kernel);
    }

    /** Working memory of the current call of the backend. */
    public Scratch scratch() {
        return scratch;
    }

    /** Memory of the GPU, for who says what it is for. */
    public MemorySource memory(String owner) {
        return bytes -> allocate(owner, bytes);
    }

    /** @throws GpuOutOfMemoryException if there is not so much left */
    public DeviceMemory allocate(String owner, long bytes) {
        checkOpen();
        attach();
        return pool.allocate(owner, bytes);
    }

    /** Bytes of the GPU's memory that are in use. */
    public long usedBytes() {
        return pool.usedBytes();
    }

    /** Most bytes of the GPU's memory that were ever in use. */
    public long peakBytes() {
        return pool.peakBytes();
    }

    /** Bytes of the GPU's memory that no process holds. */
    public long freeBytes() {
        long[] free = new long[1];
        long[] all = new long[1];
        Status.check(JCudaDriver.cuMemGetInfo(free, all), "cuMemGetInfo", this::toString);
        return free[0];
    }

    /** Pinned memory of the host beside that of the GPU. */
    public Mirrors mirrors() {
        return mirrors;
    }

    public PinnedMemory pinned(int bytes) {
        attach();
        return new PinnedMemory(bytes);
    }

    /** A stream beside that of the kernels, closed by the caller. */
    public Stream stream(String name) {
        attach();
        return new Stream(name);
    }

    /** An event that takes no time, closed by the caller. */
    public Event event() {
        attach();
        return new Event(false);
    }

    /** An event that takes the time, closed by the caller. */
    public Event timedEvent() {
        attach();
        return new Event(true);
    }

    /** Waits until all kernels have run. */
    public void synchronize() {
        Stream stream = settled();
        Status.check(
                JCudaDriver.cuStreamSynchronize(stream.handle()), "cuStreamSynchronize", () -> this + lastLaunches());
        if (times != null) {
            times.report();
        }
    }

    /** Kernels launched so far. */
    public long launches() {
        return launch.count();
    }

    Transfers transfers() {
        return transfers;
    }

    Modules modules() {
        return modules;
    }

    /** Whether it was not closed yet. */
    public boolean isOpen() {
        return open;
    }

    void checkOpen() {
        if (!open) {
            throw new IllegalStateException(this + " was closed; use its tensors before their device is closed");
        }
    }

    boolean isBlocking() {
        return blocking;
    }

    String lastLaunches() {
        return launch.lastLaunches();
    }

    @Override
    public String toString() {
        return "cuda:" + facts.index() + " (" + facts.name() + ")";
    }

    @Override
    public void close() {
        if (!open) {
            return;
        }
        try {
            synchronize();
        } catch (GpuException e) {
            abandon(); // every other call would fail in the same way
            throw e;
        }
        if (times != null) {
            times.close();
        }
        mirrors.close();
        graphs.close();
        transfers.close();
        scratch.close();
        launch.close();
        modules.close();
        pool.close();
        compute.close();
        open = false;
        Status.check(JCudaDriver.cuDevicePrimaryCtxRelease(device), "cuDevicePrimaryCtxRelease", this::toString);
    }

    /** What the context holds goes with it. */
    private void abandon() {
        open = false;
        mirrors.stop();
        JCudaDriver.cuDevicePrimaryCtxRelease(device);
    }
}
