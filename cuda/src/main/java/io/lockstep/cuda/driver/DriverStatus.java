package io.lockstep.cuda.driver;

import jcuda.driver.CUresult;

/** What the driver's status codes mean for who runs a job (CUDA Driver API, enum CUresult). */
public final class DriverStatus {
    private DriverStatus() {}

    /** Throws if a call did not succeed. */
    public static void check(String call, int code) throws CudaDriverException {
        if (code != CUresult.CUDA_SUCCESS) {
            throw new CudaDriverException(describe(call, code));
        }
    }

    static String describe(String call, int code) {
        return "the CUDA driver's " + call + " failed with code " + code + " (" + CUresult.stringFor(code) + "); "
                + cure(code);
    }

    private static String cure(int code) {
        return switch (code) {
            case CUresult.CUDA_ERROR_NO_DEVICE ->
                "no GPU is visible: check CUDA_VISIBLE_DEVICES, nvidia-smi, and"
                        + " that the container is given its GPUs";
            case CUresult.CUDA_ERROR_STUB_LIBRARY ->
                "a stub of libcuda.so.1 was loaded: remove CUDA's stubs folder" + " from LD_LIBRARY_PATH";
            case CUresult.CUDA_ERROR_SYSTEM_DRIVER_MISMATCH ->
                "kernel module and libcuda.so.1 are of different" + " versions: reboot the host or reload the module";
            case CUresult.CUDA_ERROR_COMPAT_NOT_SUPPORTED_ON_DEVICE ->
                "CUDA's forward compatibility does not cover" + " this GPU: install a newer driver";
            case CUresult.CUDA_ERROR_SYSTEM_NOT_READY ->
                "start the host's GPU services, such as" + " nvidia-fabricmanager";
            default -> "run nvidia-smi on this host to see whether its driver works";
        };
    }
}
