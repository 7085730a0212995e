package io.lockstep.cuda.driver;

/** A call of the CUDA driver failed while a GPU was in use: the message says which, on what, and what to do. */
public class GpuException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    private final int code;

    public GpuException(int code, String message) {
        super(message);
        this.code = code;
    }

    /** The driver's status code (CUDA Driver API, enum CUresult). */
    public final int code() {
        return code;
    }
}
