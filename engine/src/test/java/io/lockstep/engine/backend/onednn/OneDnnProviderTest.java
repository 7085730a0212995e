package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.Backend;
import io.lockstep.engine.backend.BackendProvider;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class OneDnnProviderTest {
    @Test
    void isFoundAsTheCpuBackend() {
        BackendProvider provider = oneDnn();
        assertThat(provider.deviceType()).isEqualTo("cpu");
        assertThat(provider.unavailable()).isNull();
        try (Backend backend = provider.create(0)) {
            assertThat(backend.name()).isEqualTo("onednn");
        }
    }

    @Test
    void saysWhatIsMissingWithoutNativeLibraries(@TempDir Path directory) throws IOException, InterruptedException {
        List<String> lines = runWithoutLibraries(directory);
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0))
                .startsWith("oneDNN's native library does not load on")
                .contains("add the jars org.bytedeco:dnnl");
    }

    @Test
    void unpacksLibrariesOnlyWhereNobodyElseWrites(@TempDir Path directory) throws IOException, InterruptedException {
        Path usual = directory.resolve("lockstep-natives-" + System.getProperty("user.name"));
        assertThat(runWithoutLibraries(directory).get(1)).isEqualTo(usual.toString());
        assertThat(runWithoutLibraries(directory).get(1)).isEqualTo(usual.toString());
        Files.setPosixFilePermissions(usual, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path other = Path.of(runWithoutLibraries(directory).get(1));
        assertThat(other).isNotEqualTo(usual).hasParent(directory);
        assertThat(Files.getPosixFilePermissions(other)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    private static List<String> runWithoutLibraries(Path directory) throws IOException, InterruptedException {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(jar -> !jar.endsWith("linux-x86_64.jar"))
                .collect(Collectors.joining(File.pathSeparator));
        return FreshJvm.run(directory, classPath, WithoutLibraries.class, "-Djava.io.tmpdir=" + directory);
    }

    /** Runs in a process of its own: prints why oneDNN is not there, and where libraries would be unpacked. */
    static final class WithoutLibraries {
        private WithoutLibraries() {}

        public static void main(String[] args) {
            System.out.println(oneDnn().unavailable());
            System.out.println(System.getProperty("org.bytedeco.javacpp.cachedir"));
        }
    }

    private static BackendProvider oneDnn() {
        for (BackendProvider provider : ServiceLoader.load(BackendProvider.class)) {
            if (provider.name().equals("onednn")) {
                return provider;
            }
        }
        throw new AssertionError("no provider is named onednn");
    }
}
