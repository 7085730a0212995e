package io.lockstep.engine.optim;

import io.lockstep.engine.backend.SgdSettings;
import io.lockstep.engine.format.HostArray;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Stochastic gradient descent with momentum (Sutskever et al. 2013) as in PyTorch, one kernel over the whole flat
 * space, or over one bucket of it after the other:
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
        Tensor parameters = flat.parameters();
        parameters
                .device()
                .backend()
                .sgd(
                        parameters.array(),
                        flat.gradients().array(),
                        momentumBuffer == null ? null : momentumBuffer.array(),
                        nextSettings(learningRate));
    }

    /**
     * The same update, bucket by bucket and as late as possible: right before a layer reads one of the bucket's parameters,
     * or with {@link FlatParameters#settle}. So what completes the gradients may go on behind the next forward pass.
     *
     * @param awaitGradients returns when the gradients of the bucket are complete
     */
    public void stepBeforeRead(double learningRate, Consumer<Bucket> awaitGradients) {
        Tensor parameters = flat.parameters();
        SgdSettings settings = nextSettings(learningRate);
        flat.updateBeforeRead(bucket -> {
            awaitGradients.accept(bucket);
            parameters
                    .device()
                    .backend()
                    .sgd(
                            bucket.in(parameters),
                            bucket.in(flat.gradients()),
                            momentumBuffer == null ? null : bucket.in(momentumBuffer),
                            settings);
        });
    }

    /** All gradients [n]. */
    Tensor gradients() {
        return flat.gradients();
    }

    private SgdSettings nextSettings(double learningRate) {
        boolean isFirst = steps == 0;
        steps++;
        return new SgdSettings(
                learningRate,
                options.momentum(),
                options.dampening(),
                options.weightDecay(),
                options.nesterov(),
                isFirst);
    }

    /** The momentum [n], laid out as the flat parameters, up to date; null without momentum. */
    public @Nullable Tensor momentumBuffer() {
        flat.settle();
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
        flat.settle();
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
            momentumBuffer.overwrite(momentum.data());
        }
        this.steps = steps;
    }

    private static Tensor zerosLike(Tensor tensor) {
        try (Device.Scope ignored = tensor.device().persistent()) {
            return tensor.device().zeros(tensor.dtype(), tensor.shape());
        }
    }
}
