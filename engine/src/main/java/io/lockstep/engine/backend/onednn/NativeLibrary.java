package io.lockstep.engine.backend.onednn;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;
import org.jspecify.annotations.Nullable;

/**
 * Loads oneDNN's native library, once per process. Nothing else of this package may touch a class of JavaCPP before,
 * since JavaCPP reads its settings when its first class is initialised.
 */
final class NativeLibrary {
    /** Of a mlp with two threads 1,000 cost a tenth of the speed; one takes some 40 cycles. */
    private static final String SPINS = "20000";

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    /** Why loading failed, in one line; null if it did not. */
    private static final @Nullable String FAILURE = load();

    private NativeLibrary() {}

    /** Why oneDNN cannot be used here and what to do, in one line; null if it can. */
    static @Nullable String unavailable() {
        return FAILURE;
    }

    private static @Nullable String load() {
        try {
            // JavaCPP would count the arrays' memory, which is not its own, against the heap's limit.
            setDefault("org.bytedeco.javacpp.maxbytes", "0");
            setDefault("org.bytedeco.javacpp.maxphysicalbytes", "0");
            if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
                String directory = cacheDirectory().toString();
                setDefault("org.bytedeco.javacpp.cachedir", directory);
                setDefault("jna.tmpdir", directory);
            }
            waitBriefly();
            Loader.load(dnnl.class);
            return null;
        } catch (LinkageError | RuntimeException | IOException e) {
            return "oneDNN's native library does not load on " + System.getProperty("os.name") + " "
                    + System.getProperty("os.arch") + " (" + firstLine(e)
                    + "); add the jars org.bytedeco:dnnl, javacpp and opencl for this platform";
        }
    }

    /**
     * Threads of OpenMP that wait for the next kernel look for it a quarter of a millisecond long, then sleep: in
     * a loop of several milliseconds, their default, they would take the processors from those that work, be they this engine's own,
     * another executor's or Spark's. OpenMP reads the variable when oneDNN loads; who sets it, or
     * {@code OMP_WAIT_POLICY}, outside of this process wins.
     */
    private static void waitBriefly() {
        if (System.getenv("OMP_WAIT_POLICY") == null && System.getenv("GOMP_SPINCOUNT") == null) {
            try {
                com.sun.jna.NativeLibrary.getProcess()
                        .getFunction("setenv")
                        .invokeInt(new Object[] {"GOMP_SPINCOUNT", SPINS, 1});
            } catch (LinkageError ignored) {
                // Without JNA they wait as OpenMP likes; OpenMp tells that it is missing.
            }
        }
    }

    private static void setDefault(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /**
     * Where JavaCPP unpacks libraries that this process then runs, hence a directory that only this user can write. Its
     * own default lies under the home directory, which executors of a cluster often cannot write.
     */
    private static Path cacheDirectory() throws IOException {
        FileAttribute<Set<PosixFilePermission>> ownerOnly = PosixFilePermissions.asFileAttribute(OWNER_ONLY);
        Path directory =
                Path.of(System.getProperty("java.io.tmpdir"), "lockstep-natives-" + System.getProperty("user.name"));
        try {
            return Files.createDirectory(directory, ownerOnly);
        } catch (FileAlreadyExistsException e) {
            return isPrivate(directory) ? directory : Files.createTempDirectory("lockstep-natives-", ownerOnly);
        }
    }

    private static boolean isPrivate(Path directory) throws IOException {
        PosixFileAttributes attributes =
                Files.readAttributes(directory, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isDirectory() || !attributes.permissions().equals(OWNER_ONLY) || !Files.isWritable(directory)) {
            return false;
        }
        // Whose process this is shows in the owner of a file that it makes; the name of the user may not resolve.
        Path probe = Files.createTempFile(directory, "owner", null);
        try {
            return Files.getOwner(probe).equals(attributes.owner());
        } finally {
            Files.delete(probe);
        }
    }

    private static String firstLine(Throwable e) {
        String message = String.valueOf(e.getMessage());
        return message.lines().findFirst().orElse(e.getClass().getSimpleName());
    }
}
