package io.lockstep.worker.spark;

/** An attempt ended because a worker or its surroundings were lost; a new attempt may succeed. */
public final class AttemptLostException extends Exception {
    AttemptLostException(String message, Throwable cause) {
        super(message, cause);
    }
}
