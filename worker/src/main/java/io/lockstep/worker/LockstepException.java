package io.lockstep.worker;

/**
 * A fault that the user can cure: a wrong path, a broken file, a checkpoint of another model. The message is one line
 * that names the thing and the cure; it reaches the user's terminal word for word, without a stack trace, and such a
 * run is not started again.
 */
public class LockstepException extends RuntimeException {
    public LockstepException(String message) {
        super(message);
    }

    public LockstepException(String message, Throwable cause) {
        super(message, cause);
    }
}
