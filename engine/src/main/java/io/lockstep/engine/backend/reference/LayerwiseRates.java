package io.lockstep.engine.backend.reference;

import io.lockstep.engine.backend.LarsSettings;
import io.lockstep.engine.backend.NdArray;

/**
 * Layer-wise adaptive rate scaling; the buffer is rounded when it is stored, and the parameter follows what was stored.
 *
 * <pre>
 *   rate   = trustCoefficient * |w| / (|g| + weightDecay * |w| + epsilon)
 *   buffer = momentum * buffer + learningRate * rate * (g + weightDecay * w)
 *   w     -= buffer
 * </pre>
 */
final class LayerwiseRates {
    void update(NdArray parameters, NdArray gradients, NdArray momentumBuffer, LarsSettings settings) {
        Strided w = new Strided(parameters);
        Strided g = new Strided(gradients);
        Strided buffer = new Strided(momentumBuffer);
        long count = parameters.numel();
        double rate = settings.adaptive() ? settings.rate(norm(w, count), norm(g, count)) : 1;
        double decay = settings.weightDecay();
        for (long i = 0; i < count; i++) {
            double old = w.get(i);
            double d = decay == 0 ? g.get(i) : g.get(i) + decay * old;
            buffer.set(i, settings.momentum() * buffer.get(i) + settings.learningRate() * rate * d);
            w.set(i, old - buffer.get(i));
        }
    }

    private static double norm(Strided x, long count) {
        double sum = 0;
        for (long i = 0; i < count; i++) {
            sum += x.get(i) * x.get(i);
        }
        return Math.sqrt(sum);
    }
}
