package io.lockstep.engine.ops.linalg;

/** A matrix has no inverse, no such decomposition, or elements that are not finite: what PyTorch calls a LinAlgError. */
public final class LinearAlgebraException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    LinearAlgebraException(String message) {
        super(message);
    }
}
