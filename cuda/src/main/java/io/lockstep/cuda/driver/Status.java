package io.lockstep.cuda.driver;

import java.util.function.Supplier;
import jcuda.driver.CUresult;

/** The one place where the driver's status codes become exceptions. */
final class Status {
    private Status() {}

    /**
     * @param call the driver's function
     * @param what what it was called for, only asked if it failed
     * @throws GpuException if a call did not succeed
     */
    static void check(int code, String call, Supplier<String> what) {
        if (code != CUresult.CUDA_SUCCESS) {
            throw new GpuException(code, describe(code, call, what.get()));
        }
    }

    static String describe(int code, String call, String what) {
        return "the CUDA driver's " + call + " failed with code " + code + " (" + CUresult.stringFor(code) + ") for "
                + what + "; " + cure(code);
    }

    private static String cure(int code) {
        return switch (code) {
            case CUresult.CUDA_ERROR_ILLEGAL_ADDRESS,
                    CUresult.CUDA_ERROR_LAUNCH_FAILED,
                    CUresult.CUDA_ERROR_MISALIGNED_ADDRESS,
                    CUresult.CUDA_ERROR_INVALID_PC,
                    CUresult.CUDA_ERROR_INVALID_ADDRESS_SPACE,
                    CUresult.CUDA_ERROR_ASSERT,
                    CUresult.CUDA_ERROR_LAUNCH_TIMEOUT,
                    CUresult.CUDA_ERROR_ILLEGAL_INSTRUCTION ->
                "a kernel went wrong, and the GPU's context with it: resume from the last checkpoint in a new process,"
                        + " with -Dlockstep.cuda.blocking=true to learn which kernel it is";
            case CUresult.CUDA_ERROR_ECC_UNCORRECTABLE,
                    CUresult.CUDA_ERROR_HARDWARE_STACK_ERROR,
                    CUresult.CUDA_ERROR_CONTEXT_IS_DESTROYED,
                    CUresult.CUDA_ERROR_NVLINK_UNCORRECTABLE,
                    CUresult.CUDA_ERROR_UNKNOWN,
                    CUresult.CUDA_ERROR_DEVICE_UNAVAILABLE ->
                "the GPU was lost: look into nvidia-smi and the kernel's log (dmesg, lines with Xid), and resume from the"
                        + " last checkpoint on another GPU";
            case CUresult.CUDA_ERROR_INVALID_PTX,
                    CUresult.CUDA_ERROR_INVALID_IMAGE,
                    CUresult.CUDA_ERROR_UNSUPPORTED_PTX_VERSION ->
                "the driver does not accept Lockstep's kernels: install a driver for CUDA 11 or newer";
            case CUresult.CUDA_ERROR_NO_BINARY_FOR_GPU ->
                "this GPU is too old for Lockstep's kernels: use one of compute capability 8.0 or newer, or the CPU";
            case CUresult.CUDA_ERROR_OUT_OF_MEMORY -> "use a smaller batch, or a GPU with more memory";
            case CUresult.CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES, CUresult.CUDA_ERROR_INVALID_VALUE ->
                "this is a fault of Lockstep: report it with the shapes above";
            default -> "run nvidia-smi on this host to see whether its driver works";
        };
    }
}
