package io.lockstep.cuda.emulator;

import java.util.Arrays;
import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class EmulatedMemoryTest {
    @Test
    void anAccessPastTheEndFaultsAndIsNamed() {
        try (ProbeGpu gpu = new ProbeGpu("guard=after")) {
            CUdeviceptr x = ProbeGpu.ints(new int[64]);
            assertThat(gpu.run("probe_fill", 64, x, 0, 64)).isEqualTo(CUresult.CUDA_SUCCESS);
            assertThat(gpu.run("probe_fill", 65, x, 0, 65)).isEqualTo(CUresult.CUDA_ERROR_ILLEGAL_ADDRESS);
            assertThat(ProbeGpu.DRIVER.lastFault())
                    .contains("kernel probe_fill, grid (1, 1, 1), block (65, 1, 1)")
                    .contains("thread (64, 0, 0)")
                    .contains("0 bytes past the end of a buffer of 256 bytes");
        }
    }

    @Test
    void anAccessBeforeTheBeginningFaultsAndIsNamed() {
        try (ProbeGpu gpu = new ProbeGpu("guard=before")) {
            CUdeviceptr x = ProbeGpu.ints(new int[64]);
            assertThat(gpu.run("probe_fill", 64, x, 0, 64)).isEqualTo(CUresult.CUDA_SUCCESS);
            assertThat(gpu.run("probe_fill", 64, x, -1, 64)).isEqualTo(CUresult.CUDA_ERROR_ILLEGAL_ADDRESS);
            assertThat(ProbeGpu.DRIVER.lastFault()).contains("4 bytes before a buffer of 256 bytes");
        }
    }

    @Test
    void aWriteIntoTheRestOfAVectorIsFound() {
        for (String mode : new String[] {"guard=after", "guard=before"}) {
            try (ProbeGpu gpu = new ProbeGpu(mode)) {
                CUdeviceptr x = ProbeGpu.allocate(13);
                assertThat(gpu.run("probe_bytes", 32, x, 13)).isEqualTo(CUresult.CUDA_SUCCESS);
                assertThat(gpu.run("probe_bytes", 32, x, 14)).isEqualTo(CUresult.CUDA_ERROR_ILLEGAL_ADDRESS);
                assertThat(ProbeGpu.DRIVER.lastFault()).contains("write 0 bytes past the end of a buffer of 13 bytes");
            }
        }
    }

    @Test
    void freedMemoryIsOutOfReach() {
        try (ProbeGpu gpu = new ProbeGpu("")) {
            CUdeviceptr x = ProbeGpu.allocate(256);
            ProbeGpu.ok(JCudaDriver.cuMemFree(x));
            assertThat(JCudaDriver.cuMemFree(x)).isEqualTo(CUresult.CUDA_ERROR_INVALID_VALUE);
            assertThat(gpu.run("probe_fill", 64, x, 0, 64)).isEqualTo(CUresult.CUDA_ERROR_ILLEGAL_ADDRESS);
            assertThat(ProbeGpu.DRIVER.lastFault()).contains("in a buffer of 256 bytes that was freed");
        }
    }

    @Test
    void freshMemoryIsPoison() {
        try (ProbeGpu gpu = new ProbeGpu("")) {
            assertThat(ProbeGpu.ints(ProbeGpu.allocate(400), 100)).containsOnly(-1);
            assertThat(gpu.context).isNotNull();
        }
    }

    @Test
    void copiesAndFillsStayWithinTheirBuffers() {
        try (ProbeGpu gpu = new ProbeGpu("")) {
            CUdeviceptr x = ProbeGpu.ints(1, 2, 3), y = ProbeGpu.allocate(8);
            int[] host = new int[4];
            int refused = CUresult.CUDA_ERROR_INVALID_VALUE;
            assertThat(JCudaDriver.cuMemcpyHtoD(x, Pointer.to(host), 16)).isEqualTo(refused);
            assertThat(JCudaDriver.cuMemcpyDtoH(Pointer.to(host), x, 16)).isEqualTo(refused);
            assertThat(JCudaDriver.cuMemcpyDtoD(y, x, 12)).isEqualTo(refused);
            assertThat(JCudaDriver.cuMemsetD32(x, 0, 4)).isEqualTo(refused);
            ProbeGpu.ok(JCudaDriver.cuMemcpyDtoD(y, x, 8));
            ProbeGpu.ok(JCudaDriver.cuMemsetD32(x.withByteOffset(4), 9, 2));
            assertThat(ProbeGpu.ints(y, 2)).containsExactly(1, 2);
            assertThat(ProbeGpu.ints(x, 3)).containsExactly(1, 9, 9);
            assertThat(gpu.context).isNotNull();
        }
    }

    @Test
    void memoryIsCountedAndRunsOut() {
        try (ProbeGpu gpu = new ProbeGpu("memory=1000000")) {
            CUdeviceptr x = ProbeGpu.allocate(900_000);
            assertThat(JCudaDriver.cuMemAlloc(new CUdeviceptr(), 100_001)).isEqualTo(CUresult.CUDA_ERROR_OUT_OF_MEMORY);
            long[] free = new long[1], total = new long[1];
            ProbeGpu.ok(JCudaDriver.cuMemGetInfo(free, total));
            assertThat(free[0]).isEqualTo(100_000);
            assertThat(total[0]).isEqualTo(1_000_000);
            assertThat(ProbeGpu.DRIVER.statistic("device-bytes")).isEqualTo(900_000);
            ProbeGpu.ok(JCudaDriver.cuMemFree(x));
            assertThat(ProbeGpu.DRIVER.statistic("device-bytes")).isZero();
            assertThat(ProbeGpu.DRIVER.statistic("peak-device-bytes")).isEqualTo(900_000);
            ProbeGpu.allocate(1_000_000);
            assertThat(gpu.context).isNotNull();
        }
    }

    @Test
    void pinnedMemoryIsCounted() {
        try (ProbeGpu gpu = new ProbeGpu("")) {
            Pointer host = new Pointer();
            ProbeGpu.ok(JCudaDriver.cuMemHostAlloc(host, 1000, 0));
            byte[] found = new byte[1000], poison = new byte[1000];
            host.getByteBuffer(0, 1000).get(found);
            Arrays.fill(poison, (byte) -1);
            assertThat(found).isEqualTo(poison);
            assertThat(ProbeGpu.DRIVER.statistic("pinned-bytes")).isEqualTo(1000);
            ProbeGpu.ok(JCudaDriver.cuMemFreeHost(host));
            assertThat(ProbeGpu.DRIVER.statistic("pinned-bytes")).isZero();
            assertThat(gpu.context).isNotNull();
        }
    }
}
