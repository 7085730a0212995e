package io.lockstep.engine.optim;

import io.lockstep.engine.backend.SgdSettings;
import io.lockstep.engine.format.HostArray;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Stochastic gradient descent with momentum (Sutskever et al. 2013) as in PyTorch, one kernel over the whole flat
 * space:
 *
 * <pre>
 *   d      = gradient + weightDecay * parameter
 *   buffer = momentum * buffer + (1 - dampening) * d        (in the first step: d)
 *   parameter -= learningRate * buffer                      (Nesterov: d + momentum * buffer; no momentum: d)
 * </pre>
 */
public final class Sgd {
    private final FlatParameters flat;
    private final SgdOptions options;
    private final @Nullable Tensor momentumBuffer;
    private long steps;

    public Sgd(FlatParameters flat, SgdOptions options) {
        this.flat = flat;
        this.options = options;
        momentumBuffer = options.momentum() == 0 ? null : zerosLike(flat.parameters());
    }

    /** Updates all parameters by their gradients. */
    public void step(double learningRate) {
        SgdSettings settings = new SgdSettings(
                learningRate,
                options.momentum(),
                options.dampening(),
                options.weightDecay(),
                options.nesterov(),
                steps == 0);
        Tensor parameters = flat.parameters();
        parameters
                .device()
                .backend()
                .sgd(
                        parameters.array(),
                        flat.gradients().array(),
                        momentumBuffer == null ? null : momentumBuffer.array(),
                        settings);
        steps++;
    }

    /** The momentum [n], laid out as the flat parameters; null without momentum. */
    public @Nullable Tensor momentumBuffer() {
        return momentumBuffer;
    }

    /** Steps done. */
    public long steps() {
        return steps;
    }

    /**
     * Goes on from a saved state.
     *
     * @param momentum contents of {@link #momentumBuffer()}, null without momentum
     * @throws IllegalArgumentException if it does not fit
     */
    public void restore(long steps, @Nullable HostArray momentum) {
        if (momentumBuffer == null) {
            if (momentum != null) {
                throw new IllegalArgumentException("this optimizer has no momentum, but got a buffer " + momentum
                        + "; resume with the momentum of the saved run");
            }
        } else if (momentum == null
                || momentum.dtype() != momentumBuffer.dtype()
                || !momentum.shape().equals(momentumBuffer.shape())) {
            throw new IllegalArgumentException("this optimizer needs a momentum buffer " + momentumBuffer.dtype()
                    + momentumBuffer.shape() + ", but got " + momentum
                    + "; resume with the model and momentum of the saved run");
        } else {
            momentumBuffer.contiguousBuffer().put(momentum.data());
        }
        this.steps = steps;
    }

    private static Tensor zerosLike(Tensor tensor) {
        try (Device.Scope ignored = tensor.device().persistent()) {
            return tensor.device().zeros(tensor.dtype(), tensor.shape());
        }
    }
}
