package io.lockstep.cuda.emulator;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import jcuda.Pointer;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUevent;
import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;
import jcuda.driver.CUresult;
import jcuda.driver.CUstream;
import jcuda.driver.CUstream_flags;
import jcuda.driver.JCudaDriver;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/** The first device with the kernels of {@code src/test/native/probes}, by JCuda's bare calls: the driver itself is tested. */
final class ProbeGpu implements AutoCloseable {
    static final EmulatedDriver DRIVER = loaded();

    final CUcontext context = new CUcontext();
    final CUmodule probes;
    final CUmodule fragments;

    private static EmulatedDriver loaded() {
        EmulatedDriver driver = EmulatedDriver.load();
        driver.addKernels("probes", Sources.emulator().resolve("probes"));
        return driver;
    }

    /** @param mode how the device behaves, see {@link EmulatedDriver#configure} */
    ProbeGpu(String mode) {
        DRIVER.reset();
        DRIVER.configure(mode);
        ok(JCudaDriver.cuInit(0));
        CUdevice device = new CUdevice();
        ok(JCudaDriver.cuDeviceGet(device, 0));
        ok(JCudaDriver.cuDevicePrimaryCtxRetain(context, device));
        ok(JCudaDriver.cuCtxSetCurrent(context));
        probes = module("probe");
        fragments = module("fragment");
    }

    static void ok(int status) {
        assertThat(status).describedAs(CUresult.stringFor(status)).isEqualTo(CUresult.CUDA_SUCCESS);
    }

    static byte[] ptx(String name) {
        try (InputStream in = ProbeGpu.class.getResourceAsStream(name + ".ptx")) {
            if (in == null) {
                throw new IllegalStateException(
                        name + ".ptx is not on the class path; run src/test/native/probes/build");
            }
            byte[] text = in.readAllBytes();
            return Arrays.copyOf(text, text.length + 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static CUmodule module(String name) {
        CUmodule module = new CUmodule();
        ok(JCudaDriver.cuModuleLoadData(module, ptx(name)));
        return module;
    }

    CUfunction function(String name) {
        CUfunction function = new CUfunction();
        ok(JCudaDriver.cuModuleGetFunction(function, name.startsWith("fragment") ? fragments : probes, name));
        return function;
    }

    static CUdeviceptr allocate(long bytes) {
        CUdeviceptr memory = new CUdeviceptr();
        ok(JCudaDriver.cuMemAlloc(memory, bytes));
        return memory;
    }

    static CUdeviceptr ints(int... values) {
        CUdeviceptr memory = allocate(4L * values.length);
        ok(JCudaDriver.cuMemcpyHtoD(memory, Pointer.to(values), 4L * values.length));
        return memory;
    }

    /** A copy, after all work. */
    static int[] ints(CUdeviceptr from, int count) {
        ok(JCudaDriver.cuCtxSynchronize());
        int[] values = new int[count];
        ok(JCudaDriver.cuMemcpyDtoH(Pointer.to(values), from, 4L * count));
        return values;
    }

    /** A stream that does not wait for the legacy stream. */
    static CUstream stream() {
        CUstream stream = new CUstream();
        ok(JCudaDriver.cuStreamCreate(stream, CUstream_flags.CU_STREAM_NON_BLOCKING));
        return stream;
    }

    static CUevent event() {
        CUevent event = new CUevent();
        ok(JCudaDriver.cuEventCreate(event, 0));
        return event;
    }

    /** The struct of arguments: addresses as 8 bytes, ints as 4, each at a multiple of its size. */
    static ByteBuffer struct(Object... fields) {
        ByteBuffer struct = ByteBuffer.allocateDirect(8 * fields.length + 8).order(ByteOrder.nativeOrder());
        for (Object field : fields) {
            if (field instanceof CUdeviceptr memory) {
                struct.position(struct.position() + 7 & ~7);
                struct.putLong(address(memory));
            } else {
                struct.putInt((Integer) field);
            }
        }
        return struct.rewind();
    }

    private static long address(CUdeviceptr memory) {
        return new Pointer(memory) {
            long address() {
                return getNativePointer() + getByteOffset();
            }
        }.address();
    }

    static int launch(
            CUfunction function,
            int blocks,
            int threads,
            int sharedBytes,
            @Nullable CUstream stream,
            Object... fields) {
        return JCudaDriver.cuLaunchKernel(
                function, blocks, 1, 1, threads, 1, 1, sharedBytes, stream, parameters(fields), null);
    }

    static Pointer parameters(Object... fields) {
        return Pointer.to(Pointer.to(struct(fields)));
    }

    /** Runs a kernel of one block and waits; returns what the wait says. */
    int run(String name, int threads, Object... fields) {
        ok(launch(function(name), 1, threads, 0, null, fields));
        return JCudaDriver.cuCtxSynchronize();
    }

    @Override
    public void close() {
        DRIVER.reset();
    }
}
