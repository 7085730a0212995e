package io.lockstep.engine.nn;

import io.lockstep.engine.tensor.Tensor;

/** y = x Phi(x), with the normal distribution function Phi (Hendrycks and Gimpel 2016). */
public final class GELU extends Module {
    /** How Phi is computed. */
    public enum Approximation {
        /** By the error function. */
        NONE,
        /** By tanh(sqrt(2 / pi) (x + 0.044715 x^3)) in its place. */
        TANH
    }

    private final Approximation approximation;

    /** By the error function. */
    public GELU() {
        this(Approximation.NONE);
    }

    public GELU(Approximation approximation) {
        this.approximation = approximation;
    }

    @Override
    public Tensor forward(Tensor x) {
        return approximation == Approximation.TANH ? x.geluTanh() : x.gelu();
    }
}
