package io.lockstep.cuda.driver;

import jcuda.driver.CUresult;

/** The GPU has not enough memory left; a smaller batch needs less. */
public final class GpuOutOfMemoryException extends GpuException {
    private static final long serialVersionUID = 1;

    GpuOutOfMemoryException(String message) {
        super(CUresult.CUDA_ERROR_OUT_OF_MEMORY, message);
    }
}
