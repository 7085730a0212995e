package io.lockstep.cuda.emulator;

import java.nio.ByteOrder;
import java.nio.IntBuffer;
import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUevent;
import jcuda.driver.CUresult;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

final class EmulatedStreamTest {
    @ParameterizedTest
    @CsvSource({"async=late, false, 7", "async=late, true, 42", "async=eager, false, 42", "async=eager, true, 42"})
    void aMissingEventShowsInTheData(String mode, boolean withEvent, int seen) {
        try (ProbeGpu gpu = new ProbeGpu(mode)) {
            CUdeviceptr x = ProbeGpu.ints(7);
            CUstream writing = ProbeGpu.stream(), reading = ProbeGpu.stream();
            Pointer host = new Pointer();
            ProbeGpu.ok(JCudaDriver.cuMemAllocHost(host, 4));
            ProbeGpu.ok(JCudaDriver.cuMemsetD32Async(x, 42, 1, writing));
            if (withEvent) {
                CUevent written = ProbeGpu.event();
                ProbeGpu.ok(JCudaDriver.cuEventRecord(written, writing));
                ProbeGpu.ok(JCudaDriver.cuStreamWaitEvent(reading, written, 0));
            }
            ProbeGpu.ok(JCudaDriver.cuMemcpyDtoHAsync(host, x, 4, reading));
            ProbeGpu.ok(JCudaDriver.cuStreamSynchronize(reading));
            assertThat(view(host).get(0)).isEqualTo(seen);
            assertThat(gpu.context).isNotNull();
        }
    }

    @Test
    void workIsAsLateAsItMayBe() {
        try (ProbeGpu gpu = new ProbeGpu("async=late")) {
            CUstream stream = ProbeGpu.stream();
            CUdeviceptr x = ProbeGpu.ints(0);
            Pointer host = new Pointer();
            ProbeGpu.ok(JCudaDriver.cuMemAllocHost(host, 4));
            view(host).put(0, 5);
            ProbeGpu.ok(JCudaDriver.cuMemcpyHtoDAsync(x, host, 4, stream));
            view(host).put(0, 6); // too early: the copy has not read it
            ProbeGpu.ok(JCudaDriver.cuStreamSynchronize(stream));
            assertThat(ProbeGpu.ints(x, 1)).containsExactly(6);
            // Memory that is not pinned is read before the call returns.
            int[] pageable = {8};
            ProbeGpu.ok(JCudaDriver.cuMemcpyHtoDAsync(x, Pointer.to(pageable), 4, stream));
            pageable[0] = 9;
            assertThat(ProbeGpu.ints(x, 1)).containsExactly(8);
            // The calls that wait do not wait for a stream that is not blocking.
            ProbeGpu.ok(ProbeGpu.launch(gpu.function("probe_add"), 1, 1, 0, stream, x, 1, 1));
            int[] now = new int[1];
            ProbeGpu.ok(JCudaDriver.cuMemcpyDtoH(Pointer.to(now), x, 4));
            assertThat(now).containsExactly(8);
            assertThat(ProbeGpu.ints(x, 1)).containsExactly(9);
        }
    }

    @Test
    void theLegacyStreamWaitsForBlockingStreams() {
        try (ProbeGpu gpu = new ProbeGpu("async=late")) {
            CUstream blocking = new CUstream();
            ProbeGpu.ok(JCudaDriver.cuStreamCreate(blocking, 0));
            CUdeviceptr x = ProbeGpu.ints(1);
            ProbeGpu.ok(ProbeGpu.launch(gpu.function("probe_append"), 1, 1, 0, blocking, x, 1, 0)); // 2
            ProbeGpu.ok(ProbeGpu.launch(gpu.function("probe_append"), 1, 1, 0, null, x, 1, 1)); // 5
            ProbeGpu.ok(ProbeGpu.launch(gpu.function("probe_append"), 1, 1, 0, blocking, x, 1, 0)); // 10
            int[] now = new int[1];
            ProbeGpu.ok(JCudaDriver.cuMemcpyDtoH(Pointer.to(now), x, 4));
            assertThat(now).containsExactly(10);
        }
    }

    @Test
    void askingComesToAnEnd() {
        try (ProbeGpu gpu = new ProbeGpu("async=late")) {
            CUstream stream = ProbeGpu.stream();
            CUevent begin = ProbeGpu.event(), end = ProbeGpu.event();
            CUdeviceptr x = ProbeGpu.ints(0);
            assertThat(JCudaDriver.cuEventQuery(end)).isEqualTo(CUresult.CUDA_SUCCESS);
            ProbeGpu.ok(JCudaDriver.cuEventRecord(begin, stream));
            for (int i = 0; i < 3; i++) {
                ProbeGpu.ok(ProbeGpu.launch(gpu.function("probe_add"), 1, 1, 0, stream, x, 1, 1));
            }
            ProbeGpu.ok(JCudaDriver.cuEventRecord(end, stream));
            float[] milliseconds = {-1};
            assertThat(JCudaDriver.cuEventElapsedTime(milliseconds, begin, end))
                    .isEqualTo(CUresult.CUDA_ERROR_NOT_READY);
            int questions = 1;
            while (JCudaDriver.cuEventQuery(end) == CUresult.CUDA_ERROR_NOT_READY) {
                questions++;
            }
            assertThat(questions).isBetween(2, 10);
            ProbeGpu.ok(JCudaDriver.cuEventElapsedTime(milliseconds, begin, end));
            assertThat(milliseconds[0]).isNotNegative();
            assertThat(JCudaDriver.cuStreamQuery(stream)).isEqualTo(CUresult.CUDA_SUCCESS);
            assertThat(ProbeGpu.ints(x, 1)).containsExactly(3);
        }
    }

    @Test
    void anErrorOfAKernelStays() {
        try (ProbeGpu gpu = new ProbeGpu("async=late")) {
            CUstream stream = ProbeGpu.stream();
            CUdeviceptr x = ProbeGpu.ints(new int[4]);
            int fault = CUresult.CUDA_ERROR_ILLEGAL_ADDRESS;
            ProbeGpu.ok(ProbeGpu.launch(gpu.function("probe_fill"), 1, 8, 0, stream, x, 0, 8));
            ProbeGpu.ok(JCudaDriver.cuMemsetD32Async(x, 1, 1, stream));
            assertThat(JCudaDriver.cuStreamSynchronize(stream)).isEqualTo(fault);
            assertThat(JCudaDriver.cuCtxSynchronize()).isEqualTo(fault);
            assertThat(JCudaDriver.cuMemAlloc(new CUdeviceptr(), 4)).isEqualTo(fault);
            assertThat(JCudaDriver.cuMemcpyDtoH(Pointer.to(new int[1]), x, 4)).isEqualTo(fault);
        }
        try (ProbeGpu gpu = new ProbeGpu("async=late")) {
            assertThat(gpu.run("probe_add", 1, ProbeGpu.ints(0), 1, 1)).isEqualTo(CUresult.CUDA_SUCCESS);
        }
    }

    @Test
    void theDeviceIsLostWhenToldTo() {
        try (ProbeGpu gpu = new ProbeGpu("lose-at=3 lose-status=214")) {
            CUdeviceptr x = ProbeGpu.ints(0);
            ProbeGpu.ok(gpu.run("probe_add", 1, x, 1, 1));
            ProbeGpu.ok(gpu.run("probe_add", 1, x, 1, 1));
            assertThat(gpu.run("probe_add", 1, x, 1, 1)).isEqualTo(CUresult.CUDA_ERROR_ECC_UNCORRECTABLE);
            assertThat(ProbeGpu.DRIVER.lastFault()).isEqualTo("the device was lost in kernel probe_add");
            assertThat(JCudaDriver.cuCtxSynchronize()).isEqualTo(CUresult.CUDA_ERROR_ECC_UNCORRECTABLE);
        }
    }

    @Test
    void streamsOfTwoDevicesWaitForEachOthersEvents() {
        try (ProbeGpu gpu = new ProbeGpu("async=late devices=2")) {
            CUdeviceptr x = ProbeGpu.ints(3);
            CUstream first = ProbeGpu.stream();
            CUevent added = ProbeGpu.event();
            ProbeGpu.ok(ProbeGpu.launch(gpu.function("probe_add"), 1, 1, 0, first, x, 1, 4));
            ProbeGpu.ok(JCudaDriver.cuEventRecord(added, first));
            jcuda.driver.CUcontext other = new jcuda.driver.CUcontext();
            jcuda.driver.CUdevice second = new jcuda.driver.CUdevice();
            ProbeGpu.ok(JCudaDriver.cuDeviceGet(second, 1));
            ProbeGpu.ok(JCudaDriver.cuDevicePrimaryCtxRetain(other, second));
            ProbeGpu.ok(JCudaDriver.cuCtxSetCurrent(other));
            CUstream waiting = ProbeGpu.stream();
            CUdeviceptr y = ProbeGpu.ints(0);
            assertThat(JCudaDriver.cuEventRecord(added, waiting)).isEqualTo(CUresult.CUDA_ERROR_INVALID_HANDLE);
            ProbeGpu.ok(JCudaDriver.cuStreamWaitEvent(waiting, added, 0));
            ProbeGpu.ok(JCudaDriver.cuMemcpyDtoDAsync(y, x, 4, waiting));
            assertThat(ProbeGpu.ints(y, 1)).containsExactly(7);
        }
    }

    private static IntBuffer view(Pointer host) {
        return host.getByteBuffer(0, 4).order(ByteOrder.nativeOrder()).asIntBuffer();
    }
}
