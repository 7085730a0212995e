package io.lockstep.cuda.emulator;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import jcuda.Pointer;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdevice_attribute;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUfunction;
import jcuda.driver.CUfunction_attribute;
import jcuda.driver.CUmodule;
import jcuda.driver.CUresult;
import jcuda.driver.CUuuid;
import jcuda.driver.JCudaDriver;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class EmulatedDriverTest {
    private static final int INVALID = CUresult.CUDA_ERROR_INVALID_VALUE;

    @Test
    void devicesCanBeToldApart() {
        try (ProbeGpu gpu = new ProbeGpu("devices=2 capability=8.6")) {
            int[] count = new int[1];
            ProbeGpu.ok(JCudaDriver.cuDeviceGetCount(count));
            assertThat(count[0]).isEqualTo(2);
            CUdevice first = device(0), second = device(1);
            assertThat(JCudaDriver.cuDeviceGet(new CUdevice(), 2)).isEqualTo(CUresult.CUDA_ERROR_INVALID_DEVICE);
            assertThat(attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR, first))
                    .isEqualTo(8);
            assertThat(attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR, first))
                    .isEqualTo(6);
            assertThat(uuid(first)).isNotEqualTo(uuid(second));
            String[] bus = new String[1];
            ProbeGpu.ok(JCudaDriver.cuDeviceGetPCIBusId(bus, 20, second));
            assertThat(bus[0].trim()).startsWith("0000:02:00.0");
            assertThat(gpu.context).isNotNull();
        }
    }

    private static CUdevice device(int ordinal) {
        CUdevice device = new CUdevice();
        ProbeGpu.ok(JCudaDriver.cuDeviceGet(device, ordinal));
        return device;
    }

    private static int attribute(int attribute, CUdevice device) {
        int[] value = new int[1];
        ProbeGpu.ok(JCudaDriver.cuDeviceGetAttribute(value, attribute, device));
        return value[0];
    }

    private static String uuid(CUdevice device) {
        CUuuid uuid = new CUuuid();
        ProbeGpu.ok(JCudaDriver.cuDeviceGetUuid(uuid, device));
        return uuid.toString();
    }

    @Test
    void modulesAreRefusedForDevicesAndDriversThatAreTooOld() {
        byte[] ptx = ProbeGpu.ptx("probe");
        try (ProbeGpu gpu = new ProbeGpu("")) {
            CUmodule module = new CUmodule();
            ProbeGpu.DRIVER.configure("capability=7.5");
            assertThat(JCudaDriver.cuModuleLoadData(module, ptx)).isEqualTo(CUresult.CUDA_ERROR_NO_BINARY_FOR_GPU);
            assertThat(ProbeGpu.DRIVER.lastFault()).isEqualTo("PTX for sm_80, but the device is sm_75");
            ProbeGpu.DRIVER.configure("ptx=6.5");
            assertThat(JCudaDriver.cuModuleLoadData(module, ptx))
                    .isEqualTo(CUresult.CUDA_ERROR_UNSUPPORTED_PTX_VERSION);
            ProbeGpu.DRIVER.configure("");
            assertThat(JCudaDriver.cuModuleLoadData(module, "no PTX")).isEqualTo(CUresult.CUDA_ERROR_INVALID_IMAGE);
            ProbeGpu.ok(JCudaDriver.cuModuleLoadData(module, ptx));
            CUfunction function = new CUfunction();
            assertThat(JCudaDriver.cuModuleGetFunction(function, module, "absent"))
                    .isEqualTo(CUresult.CUDA_ERROR_NOT_FOUND);
            assertThat(gpu.context).isNotNull();
        }
    }

    @Test
    void stalePtxIsFoundByItsArguments() {
        String ptx = new String(ProbeGpu.ptx("probe"), StandardCharsets.UTF_8);
        String stale = ptx.replace("probe_bytes_param_0[16]", "probe_bytes_param_0[24]");
        assertThat(stale).isNotEqualTo(ptx);
        try (ProbeGpu gpu = new ProbeGpu("")) {
            CUmodule module = new CUmodule();
            ProbeGpu.ok(JCudaDriver.cuModuleLoadData(module, stale.getBytes(StandardCharsets.UTF_8)));
            assertThat(JCudaDriver.cuModuleGetFunction(new CUfunction(), module, "probe_bytes"))
                    .isEqualTo(CUresult.CUDA_ERROR_INVALID_IMAGE);
            assertThat(ProbeGpu.DRIVER.lastFault()).contains("24 bytes").contains("16 in its source");
            assertThat(gpu.context).isNotNull();
        }
    }

    @Test
    void launchesStayWithinTheLimits() {
        try (ProbeGpu gpu = new ProbeGpu("")) {
            CUdeviceptr x = ProbeGpu.ints(0);
            CUfunction add = gpu.function("probe_add");
            Pointer arguments = ProbeGpu.parameters(x, 1, 1);
            int[][] refused = {
                {0, 1, 1, 1, 1, 1},
                {1, 1, 1, 0, 1, 1},
                {1, 1, 1, 1025, 1, 1},
                {1, 1, 1, 512, 2, 2},
                {1, 1, 1, 1, 1, 65},
                {1, 65536, 1, 1, 1, 1},
                {1, 1, 65536, 1, 1, 1}
            };
            for (int[] shape : refused) {
                assertThat(JCudaDriver.cuLaunchKernel(
                                add, shape[0], shape[1], shape[2], shape[3], shape[4], shape[5], 0, null, arguments,
                                null))
                        .describedAs(Arrays.toString(shape))
                        .isEqualTo(INVALID);
            }
            ProbeGpu.ok(JCudaDriver.cuLaunchKernel(add, 1, 2, 3, 512, 2, 1, 0, null, arguments, null));
            ProbeGpu.ok(JCudaDriver.cuCtxSynchronize());
            assertThat(JCudaDriver.cuLaunchKernel(new CUfunction(), 1, 1, 1, 1, 1, 1, 0, null, arguments, null))
                    .isEqualTo(CUresult.CUDA_ERROR_INVALID_HANDLE);
        }
    }

    @Test
    void sharedMemoryAbove48KilobytesIsAskedFor() {
        int attribute = CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES;
        int most = 227 << 10, fixed = 128; // probe_shared has an int of static memory for each thread
        try (ProbeGpu gpu = new ProbeGpu("")) {
            CUdeviceptr x = ProbeGpu.ints(new int[64]);
            CUfunction shared = gpu.function("probe_shared");
            int[] bytes = new int[1];
            ProbeGpu.ok(JCudaDriver.cuFuncGetAttribute(
                    bytes, CUfunction_attribute.CU_FUNC_ATTRIBUTE_SHARED_SIZE_BYTES, shared));
            assertThat(bytes[0]).isEqualTo(fixed);
            assertThat(ProbeGpu.launch(shared, 1, 32, 48 << 10, null, x, 0, 0)).isEqualTo(INVALID);
            ProbeGpu.ok(ProbeGpu.launch(shared, 1, 32, (48 << 10) - fixed, null, x, 0, 0));
            assertThat(JCudaDriver.cuFuncSetAttribute(shared, attribute, most)).isEqualTo(INVALID);
            ProbeGpu.ok(JCudaDriver.cuFuncSetAttribute(shared, attribute, most - fixed));
            ProbeGpu.ok(ProbeGpu.launch(shared, 1, 32, most - fixed, null, x, 0, 0));
            ProbeGpu.ok(JCudaDriver.cuCtxSynchronize());
            int[] blocks = new int[1];
            ProbeGpu.ok(JCudaDriver.cuOccupancyMaxActiveBlocksPerMultiprocessor(blocks, shared, 32, most - fixed));
            assertThat(blocks[0]).isEqualTo(1);
            ProbeGpu.ok(JCudaDriver.cuOccupancyMaxActiveBlocksPerMultiprocessor(blocks, shared, 1024, 0));
            assertThat(blocks[0]).isEqualTo(2);
        }
    }

    @Test
    void whatIsGoneIsNoHandle() {
        try (ProbeGpu gpu = new ProbeGpu("")) {
            var stream = ProbeGpu.stream();
            ProbeGpu.ok(JCudaDriver.cuStreamDestroy(stream));
            assertThat(JCudaDriver.cuStreamSynchronize(stream)).isEqualTo(CUresult.CUDA_ERROR_INVALID_HANDLE);
            var event = ProbeGpu.event();
            ProbeGpu.ok(JCudaDriver.cuEventDestroy(event));
            assertThat(JCudaDriver.cuEventRecord(event, null)).isEqualTo(CUresult.CUDA_ERROR_INVALID_HANDLE);
            CUfunction add = gpu.function("probe_add");
            ProbeGpu.ok(JCudaDriver.cuModuleUnload(gpu.probes));
            assertThat(ProbeGpu.launch(add, 1, 1, 0, null, ProbeGpu.ints(0), 1, 1))
                    .isEqualTo(CUresult.CUDA_ERROR_INVALID_HANDLE);
            ProbeGpu.ok(JCudaDriver.cuDevicePrimaryCtxRelease(device(0)));
            assertThat(JCudaDriver.cuMemAlloc(new CUdeviceptr(), 4))
                    .isEqualTo(CUresult.CUDA_ERROR_CONTEXT_IS_DESTROYED);
            ProbeGpu.ok(JCudaDriver.cuCtxSetCurrent(new CUcontext()));
            assertThat(JCudaDriver.cuMemAlloc(new CUdeviceptr(), 4)).isEqualTo(CUresult.CUDA_ERROR_INVALID_CONTEXT);
        }
    }

    @Test
    void whatIsNotEmulatedSaysSo() {
        try (ProbeGpu gpu = new ProbeGpu("")) {
            assertThat(JCudaDriver.cuMemAllocManaged(new CUdeviceptr(), 4, 1))
                    .isEqualTo(CUresult.CUDA_ERROR_NOT_SUPPORTED);
            assertThat(ProbeGpu.DRIVER.lastFault()).isEqualTo("cuMemAllocManaged is not emulated");
            assertThat(gpu.context).isNotNull();
        }
    }

    @Test
    void wordsThatItDoesNotKnowAreRefused() {
        EmulatedDriver driver = ProbeGpu.DRIVER;
        for (String words : new String[] {"async=sometimes", "speed=high", "devices=two", "late"}) {
            assertThatThrownBy(() -> driver.configure("order=reversed " + words))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("cannot read \"" + words + '"');
        }
        assertThatThrownBy(() -> driver.statistic("speed")).hasMessageContaining("no statistic \"speed\"");
    }
}
