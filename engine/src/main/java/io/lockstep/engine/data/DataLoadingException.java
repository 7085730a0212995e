package io.lockstep.engine.data;

/** A batch could not be loaded, or not in time; the cause says why. */
public final class DataLoadingException extends RuntimeException {
    private static final long serialVersionUID = 1;

    DataLoadingException(String message) {
        super(message);
    }

    DataLoadingException(String message, Throwable cause) {
        super(message, cause);
    }
}
