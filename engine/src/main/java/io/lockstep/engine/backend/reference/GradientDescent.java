package io.lockstep.engine.backend.reference;

import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.SgdSettings;
import org.jspecify.annotations.Nullable;

/**
 * Stochastic gradient descent with momentum, as in PyTorch:
 *
 * <pre>
 *   d      = gradient + weightDecay * parameter
 *   buffer = momentum * buffer + (1 - dampening) * d        (in the first step: d)
 *   u      = buffer                                         (Nesterov: d + momentum * buffer; no momentum: d)
 *   parameter -= learningRate * u
 * </pre>
 */
final class GradientDescent {
    void update(NdArray parameters, NdArray gradients, @Nullable NdArray momentumBuffer, SgdSettings settings) {
        Strided parameter = new Strided(parameters);
        Strided gradient = new Strided(gradients);
        Strided buffer = momentumBuffer == null ? null : new Strided(momentumBuffer);
        for (long i = 0; i < parameters.numel(); i++) {
            double old = parameter.get(i);
            double update = gradient.get(i) + settings.weightDecay() * old;
            if (buffer != null && settings.momentum() != 0) {
                update = withMomentum(update, buffer, i, settings);
            }
            parameter.set(i, old - settings.learningRate() * update);
        }
    }

    private static double withMomentum(double d, Strided buffer, long i, SgdSettings settings) {
        double kept = settings.firstStep() ? d : settings.momentum() * buffer.get(i) + (1 - settings.dampening()) * d;
        buffer.set(i, kept);
        return settings.nesterov() ? d + settings.momentum() * kept : kept;
    }
}
