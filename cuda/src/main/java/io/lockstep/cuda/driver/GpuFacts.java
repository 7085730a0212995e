package io.lockstep.cuda.driver;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdevice_attribute;
import jcuda.driver.CUuuid;
import jcuda.driver.JCudaDriver;

/**
 * What the driver tells of a GPU.
 *
 * @param index its number in this process, from 0
 * @param uuid what tells it from all other GPUs
 * @param computeMajor major number of the compute capability
 * @param computeMinor minor number of the compute capability
 * @param memoryBytes its own memory
 * @param multiprocessors how many blocks run at the same time, at least
 * @param sharedBytesPerBlock most shared memory of one block
 */
public record GpuFacts(
        int index,
        String name,
        String uuid,
        int computeMajor,
        int computeMinor,
        long memoryBytes,
        int multiprocessors,
        int sharedBytesPerBlock) {
    private static final int NAME_BYTES = 256;
    private static final int OLDEST_MAJOR = 8;

    static GpuFacts of(int index, CUdevice device) {
        byte[] name = new byte[NAME_BYTES];
        Status.check(JCudaDriver.cuDeviceGetName(name, NAME_BYTES, device), "cuDeviceGetName", () -> "device " + index);
        long[] memory = new long[1];
        Status.check(JCudaDriver.cuDeviceTotalMem(memory, device), "cuDeviceTotalMem", () -> "device " + index);
        return new GpuFacts(
                index,
                text(name),
                uuid(device),
                attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR, device),
                attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR, device),
                memory[0],
                attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT, device),
                attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN, device));
    }

    /** @throws GpuException if Lockstep's kernels do not run on it */
    void requireRecent() {
        if (computeMajor < OLDEST_MAJOR) {
            throw new GpuException(
                    0,
                    "cuda:" + index + " (" + name + ") has compute capability " + computeMajor + "." + computeMinor
                            + ", but Lockstep's kernels need 8.0 (A100) or newer; use another GPU, or --device cpu");
        }
    }

    private static int attribute(int attribute, CUdevice device) {
        int[] value = new int[1];
        Status.check(
                JCudaDriver.cuDeviceGetAttribute(value, attribute, device),
                "cuDeviceGetAttribute",
                () -> "attribute " + attribute);
        return value[0];
    }

    private static String uuid(CUdevice device) {
        CUuuid uuid = new CUuuid();
        Status.check(JCudaDriver.cuDeviceGetUuid(uuid, device), "cuDeviceGetUuid", () -> "a GPU");
        return HexFormat.of().formatHex(uuid.bytes);
    }

    private static String text(byte[] terminated) {
        int length = 0;
        while (length < terminated.length && terminated[length] != 0) {
            length++;
        }
        return new String(terminated, 0, length, StandardCharsets.UTF_8);
    }
}
