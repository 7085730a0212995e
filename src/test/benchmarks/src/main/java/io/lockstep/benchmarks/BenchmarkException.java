package io.lockstep.benchmarks;

/** Something that the user can act on; the message is one line that says what and how. */
public final class BenchmarkException extends RuntimeException {
    public BenchmarkException(String message) {
        super(message);
    }

    public BenchmarkException(String message, Throwable cause) {
        super(message, cause);
    }
}
