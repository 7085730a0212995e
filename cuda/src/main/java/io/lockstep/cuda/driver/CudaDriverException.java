package io.lockstep.cuda.driver;

/** The CUDA driver is missing, or a call of it failed: the message says what, and what to do. */
public final class CudaDriverException extends Exception {
    private static final long serialVersionUID = 1;

    public CudaDriverException(String message) {
        super(message);
    }

    public CudaDriverException(String message, Throwable cause) {
        super(message, cause);
    }
}
