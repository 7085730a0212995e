package io.lockstep.engine.nn;

import io.lockstep.engine.tensor.Tensor;

/**
 * y_k = a^T W_k b + bias_k for a [*, A] and b [*, B], with parameters weight [out, A, B] and, unless made without it, bias [out];
 * all uniform in [-1 / sqrt(A), 1 / sqrt(A)).
 */
public final class Bilinear extends Module {
    private final boolean bias;

    public Bilinear(Initialisation initialisation, long inputsA, long inputsB, long outputs) {
        this(initialisation, inputsA, inputsB, outputs, true);
    }

    public Bilinear(Initialisation initialisation, long inputsA, long inputsB, long outputs, boolean bias) {
        this.bias = bias;
        registerParameter("weight", initialisation.uniformByFanIn(inputsA, outputs, inputsA, inputsB));
        if (bias) {
            registerParameter("bias", initialisation.uniformByFanIn(inputsA, outputs));
        }
    }

    /** @return [*, out] */
    public Tensor forward(Tensor a, Tensor b) {
        return io.lockstep.engine.ops.Bilinear.apply(a, b, parameter("weight"), bias ? parameter("bias") : null);
    }

    /** @throws IllegalStateException always: it takes two tensors */
    @Override
    public Tensor forward(Tensor x) {
        throw new IllegalStateException("Bilinear takes two tensors; call forward(a, b)");
    }
}
