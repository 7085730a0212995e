package io.lockstep.cuda;

/** The CUDA driver is missing, or a call of it failed: the message says what, and what to do. */
final class CudaDriverException extends Exception {
    private static final long serialVersionUID = 1;

    CudaDriverException(String message) {
        super(message);
    }

    CudaDriverException(String message, Throwable cause) {
        super(message, cause);
    }
}
