package io.lockstep.cuda;

import io.lockstep.cuda.driver.CudaDriverException;
import java.util.List;

/** The few questions asked of the CUDA driver. */
interface CudaDriver {
    /**
     * Initialises the driver, and describes its devices.
     *
     * @throws CudaDriverException if a call fails
     */
    List<CudaDevice> devices() throws CudaDriverException;
}
