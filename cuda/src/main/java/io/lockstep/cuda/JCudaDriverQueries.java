package io.lockstep.cuda;

import io.lockstep.cuda.driver.CudaDriverException;
import io.lockstep.cuda.driver.DriverStatus;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import jcuda.CudaException;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdevice_attribute;
import jcuda.driver.JCudaDriver;

/**
 * The real driver, through JCuda. Only functions that every driver since CUDA 3.2 has are called: the linker binds lazily,
 * and a function that is missing when first called ends the process.
 */
final class JCudaDriverQueries implements CudaDriver {
    private static final int NAME_BYTES = 256;

    @Override
    public List<CudaDevice> devices() throws CudaDriverException {
        JCudaDriverLibrary.load();
        try {
            DriverStatus.check("cuInit", JCudaDriver.cuInit(0));
            int[] count = new int[1];
            DriverStatus.check("cuDeviceGetCount", JCudaDriver.cuDeviceGetCount(count));
            List<CudaDevice> devices = new ArrayList<>();
            for (int ordinal = 0; ordinal < count[0]; ordinal++) {
                devices.add(device(ordinal));
            }
            return devices;
        } catch (CudaException | LinkageError e) {
            throw new CudaDriverException(
                    "the CUDA driver could not be asked for its devices (" + e + "); install a newer driver", e);
        }
    }

    private static CudaDevice device(int ordinal) throws CudaDriverException {
        CUdevice device = new CUdevice();
        DriverStatus.check("cuDeviceGet", JCudaDriver.cuDeviceGet(device, ordinal));
        byte[] name = new byte[NAME_BYTES];
        DriverStatus.check("cuDeviceGetName", JCudaDriver.cuDeviceGetName(name, NAME_BYTES, device));
        long[] memory = new long[1];
        DriverStatus.check("cuDeviceTotalMem", JCudaDriver.cuDeviceTotalMem(memory, device));
        int major = attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR, device);
        int minor = attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR, device);
        return new CudaDevice(ordinal, text(name), major, minor, memory[0]);
    }

    private static int attribute(int attribute, CUdevice device) throws CudaDriverException {
        int[] value = new int[1];
        DriverStatus.check("cuDeviceGetAttribute", JCudaDriver.cuDeviceGetAttribute(value, attribute, device));
        return value[0];
    }

    private static String text(byte[] terminated) {
        int length = 0;
        while (length < terminated.length && terminated[length] != 0) {
            length++;
        }
        return new String(terminated, 0, length, StandardCharsets.UTF_8);
    }
}
