package io.lockstep.cuda.emulator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;
import jcuda.driver.JCudaDriver;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class EmulatedProductTest {
    private static final Pattern ENTRY = Pattern.compile("\\.entry (\\w+)");

    /** So that a kernel whose PTX and source differ is found here, not by strange values. */
    @Test
    void everyKernelOfTheProductHasAHostBuildWithTheSameArguments() throws IOException {
        List<Path> files =
                Sources.files(Sources.module().resolve("src/main/resources/io/lockstep/cuda/kernels"), ".ptx", 1);
        assertThat(files)
                .hasSameSizeAs(Sources.files(Sources.kernels(), ".cu", 1))
                .isNotEmpty();
        try (ProbeGpu gpu = new ProbeGpu("")) {
            for (Path file : files) {
                byte[] text = Files.readAllBytes(file);
                CUmodule module = new CUmodule();
                ProbeGpu.ok(JCudaDriver.cuModuleLoadData(module, Arrays.copyOf(text, text.length + 1)));
                Matcher kernels = ENTRY.matcher(Files.readString(file));
                int found = 0;
                while (kernels.find()) {
                    assertThat(JCudaDriver.cuModuleGetFunction(new CUfunction(), module, kernels.group(1)))
                            .describedAs("%s: %s", file.getFileName(), ProbeGpu.DRIVER.lastFault())
                            .isZero();
                    found++;
                }
                assertThat(found).describedAs("kernels in %s", file).isPositive();
            }
            assertThat(gpu.context).isNotNull();
        }
    }
}
