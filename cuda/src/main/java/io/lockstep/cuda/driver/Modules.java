package io.lockstep.cuda.driver;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import jcuda.driver.CUfunction;
import jcuda.driver.CUfunction_attribute;
import jcuda.driver.CUmodule;
import jcuda.driver.JCudaDriver;

/**
 * The kernels of the jar, which the driver compiles for its GPU when one of their file is first launched. The name of a kernel
 * begins with that of its file: {@code copy_strided} lies in copy.ptx.
 */
final class Modules {
    private static final String FOLDER = "/io/lockstep/cuda/kernels/";
    /** More than this has to be asked for. */
    private static final int DEFAULT_SHARED_BYTES = 48 << 10;

    private final Gpu gpu;
    private final Map<String, CUmodule> modules = new HashMap<>();
    private final Map<String, Kernel> kernels = new HashMap<>();

    Modules(Gpu gpu) {
        this.gpu = gpu;
    }

    /** A kernel and the dynamic shared memory that it may use so far. */
    static final class Kernel {
        final String name;
        final CUfunction function = new CUfunction();
        private int sharedBytes = DEFAULT_SHARED_BYTES;

        Kernel(String name) {
            this.name = name;
        }

        /** @throws GpuException if the GPU has not so much */
        void allowShared(Gpu gpu, int bytes) {
            if (bytes > sharedBytes) {
                gpu.attach();
                Status.check(
                        JCudaDriver.cuFuncSetAttribute(
                                function, CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES, bytes),
                        "cuFuncSetAttribute",
                        () -> bytes + " bytes of shared memory of kernel " + name + " on " + gpu + ", which has "
                                + gpu.facts().sharedBytesPerBlock());
                sharedBytes = bytes;
            }
        }
    }

    Kernel kernel(String name) {
        Kernel kernel = kernels.get(name);
        if (kernel == null) {
            gpu.attach();
            Kernel loaded = new Kernel(name);
            CUmodule module = modules.computeIfAbsent(name.substring(0, name.indexOf('_')), this::load);
            Status.check(
                    JCudaDriver.cuModuleGetFunction(loaded.function, module, name),
                    "cuModuleGetFunction",
                    () -> "kernel " + name);
            kernels.put(name, loaded);
            kernel = loaded;
        }
        return kernel;
    }

    private CUmodule load(String file) {
        byte[] text = read(file);
        CUmodule module = new CUmodule();
        Status.check(
                JCudaDriver.cuModuleLoadData(module, Arrays.copyOf(text, text.length + 1)), // ends with a 0
                "cuModuleLoadData",
                () -> "the kernels in " + file + ".ptx on " + gpu);
        return module;
    }

    private static byte[] read(String file) {
        String resource = FOLDER + file + ".ptx";
        try (InputStream in = Modules.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is not on the class path; build the cuda jar anew");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(resource + " could not be read; is the cuda jar whole?", e);
        }
    }

    void close() {
        modules.forEach((file, module) -> Status.check(
                JCudaDriver.cuModuleUnload(module), "cuModuleUnload", () -> "the kernels in " + file + ".ptx"));
        modules.clear();
        kernels.clear();
    }
}
