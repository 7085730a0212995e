package io.lockstep.cuda;

import io.lockstep.cuda.driver.CudaDriverException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import jcuda.JCudaVersion;
import jcuda.LibUtils;
import jcuda.driver.JCudaDriver;

/**
 * Loads JCuda's native library without the risks of JCuda's own way.
 *
 * <p>JCuda unpacks its library under a fixed name in {@code java.io.tmpdir} and loads whatever already lies there: a
 * half-written file of a process started at the same moment, or a file that another user left. Here it is unpacked into
 * a folder of its own that nobody else can write, and loaded from there. That already tells whether {@code libcuda.so.1}
 * is present, for the library is linked against it. Only if it is, JCuda is pointed at the folder while its class
 * initialises; it finds the library there, loaded. The folder is then removed: a loaded library needs no file.
 */
final class JCudaDriverLibrary {
    private static final String TEMPORARY_FOLDER = "java.io.tmpdir";
    private static final String DRIVER = "libcuda.so.1";

    private JCudaDriverLibrary() {}

    /**
     * Loads the library; {@link JCudaDriver} can be used afterwards. To be called once in a process.
     *
     * @throws CudaDriverException if there is no driver, or the library cannot be loaded
     */
    static void load() throws CudaDriverException {
        requireLinux();
        try {
            Path folder = Files.createTempDirectory("lockstep-cuda-");
            Path library = folder.resolve(LibUtils.createLibraryFileName(platformName()));
            try {
                unpack(library);
                System.load(library.toString());
                initialiseJCuda(folder);
            } finally {
                Files.deleteIfExists(library);
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            throw new CudaDriverException(
                    "JCuda's native library could not be unpacked (" + e + "); check space and rights of the folder "
                            + System.getProperty(TEMPORARY_FOLDER),
                    e);
        } catch (LinkageError e) {
            throw explained(e);
        }
    }

    private static void requireLinux() throws CudaDriverException {
        String system = System.getProperty("os.name") + " on " + System.getProperty("os.arch");
        if (!system.equals("Linux on amd64")) {
            throw new CudaDriverException(
                    "GPUs are supported on Linux on amd64 only, but this is " + system + "; use the CPU");
        }
    }

    private static String platformName() {
        return LibUtils.createPlatformLibraryName("JCudaDriver-" + JCudaVersion.get());
    }

    private static void unpack(Path library) throws IOException {
        String resource = "/lib/" + library.getFileName();
        try (InputStream in = JCudaDriver.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new FileNotFoundException(resource + " is not on the class path; add jcuda-natives");
            }
            Files.copy(in, library);
        }
    }

    private static void initialiseJCuda(Path folder) {
        // Other threads see the folder for this moment too; the JDK's own temporary files do not, they took the
        // property
        // before. The price of a class whose only other way is the shared folder.
        String previous = System.getProperty(TEMPORARY_FOLDER);
        System.setProperty(TEMPORARY_FOLDER, folder.toString());
        try {
            Class.forName(JCudaDriver.class.getName(), true, JCudaDriver.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new NoClassDefFoundError(e.getMessage());
        } finally {
            System.setProperty(TEMPORARY_FOLDER, previous);
        }
    }

    private static CudaDriverException explained(LinkageError error) {
        String message = String.valueOf(error.getMessage()).lines().findFirst().orElse("");
        if (message.contains(DRIVER)) {
            return new CudaDriverException(
                    "there is no NVIDIA driver: " + DRIVER + " was not found; install the driver on this host, give the"
                            + " container its GPUs, or use the CPU",
                    error);
        }
        return new CudaDriverException(
                "JCuda's native library could not be loaded (" + message + "); check that " + TEMPORARY_FOLDER
                        + " is not mounted noexec and that the driver is one for CUDA " + JCudaVersion.get(),
                error);
    }
}
