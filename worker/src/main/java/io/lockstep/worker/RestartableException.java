package io.lockstep.worker;

/**
 * A fault of the surroundings that a new attempt from the last checkpoint may get over: a lost worker, a file system
 * that does not answer. The message is one line. An {@link java.io.IOException} counts as one too.
 */
public class RestartableException extends RuntimeException {
    public RestartableException(String message) {
        super(message);
    }

    public RestartableException(String message, Throwable cause) {
        super(message, cause);
    }
}
