package io.lockstep.worker.training;

/** The ranks should hold the same parameters, bit for bit, but do not: nothing that was trained can be trusted. */
public final class ReplicasDivergedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ReplicasDivergedException(String message) {
        super(message);
    }
}
