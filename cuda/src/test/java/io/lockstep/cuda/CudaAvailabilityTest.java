package io.lockstep.cuda;

import io.lockstep.cuda.driver.CudaDriverException;
import io.lockstep.cuda.driver.DriverStatus;
import io.lockstep.engine.backend.BackendProvider;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import jcuda.driver.CUresult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class CudaAvailabilityTest {
    /** Holds on any machine; where there is no driver, it is that which is told. */
    @Test
    void tellsWhatThisMachineHasInOneLineAndLeavesNoFiles() throws IOException {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        CudaAvailability availability = CudaAvailability.detect();
        assertThat(availability.problem()).doesNotContain("\n");
        assertThat(availability.devices().isEmpty()).isEqualTo(availability.problem() != null);
        if (!Files.exists(Path.of("/dev/nvidiactl"))) {
            assertThat(availability.problem()).contains("NVIDIA driver").contains("use the CPU");
        }
        assertThat(System.getProperty("java.io.tmpdir")).isEqualTo(temporary.toString());
        assertThat(filesOf(temporary)).isEmpty();
        assertThat(CudaAvailability.detect()).isSameAs(availability);
    }

    @Test
    void tellsADriverWithoutDevices() {
        assertThat(CudaAvailability.of(List::of).problem()).startsWith("the CUDA driver sees no GPU; ");
    }

    @ParameterizedTest
    @CsvSource({
        "100, CUDA_ERROR_NO_DEVICE, CUDA_VISIBLE_DEVICES",
        "34, CUDA_ERROR_STUB_LIBRARY, LD_LIBRARY_PATH",
        "803, CUDA_ERROR_SYSTEM_DRIVER_MISMATCH, reboot",
        "999, CUDA_ERROR_UNKNOWN, nvidia-smi",
    })
    void explainsFailuresOfTheDriver(int code, String name, String cure) {
        CudaAvailability availability = CudaAvailability.of(() -> {
            DriverStatus.check("cuInit", code);
            return List.of();
        });
        assertThat(availability.devices()).isEmpty();
        assertThat(availability.problem())
                .startsWith("the CUDA driver's cuInit failed with code " + code + " (" + name + "); ")
                .contains(cure);
    }

    @Test
    void successIsNoFailure() throws CudaDriverException {
        DriverStatus.check("cuInit", CUresult.CUDA_SUCCESS);
    }

    @Test
    void theProviderIsFoundAndRefuses() {
        List<BackendProvider> providers = new ArrayList<>();
        for (BackendProvider provider : ServiceLoader.load(BackendProvider.class)) {
            if (provider.deviceType().equals("cuda")) {
                providers.add(provider);
            }
        }
        assertThat(providers).singleElement().satisfies(provider -> {
            assertThat(provider.unavailable()).isNotNull();
            assertThatThrownBy(() -> provider.create(0))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(provider.unavailable());
        });
    }

    /** What this module or JCuda itself unpacked; the module's pom gives the tests a temporary folder of their own. */
    private static List<Path> filesOf(Path temporary) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(temporary, "{lockstep-cuda-*,libJCuda*}")) {
            for (Path file : files) {
                if (Files.isDirectory(file) || !file.toString().endsWith(".jar")) {
                    found.add(file);
                }
            }
        }
        return found;
    }
}
