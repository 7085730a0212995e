package io.lockstep.engine.backend.reference;

import io.lockstep.engine.backend.AdamSettings;
import io.lockstep.engine.backend.NdArray;
import org.jspecify.annotations.Nullable;

/**
 * Adam and AdamW, as in PyTorch; averages are rounded when they are stored, and the parameter follows what was stored.
 *
 * <pre>
 *   d = gradient + weightDecay * parameter                    (decoupled: gradient)
 *   m = beta1 * m + (1 - beta1) * d
 *   v = beta2 * v + (1 - beta2) * d^2
 *   largest = max(largest, v)                                 (amsgrad: takes the place of v below)
 *   parameter = kept * parameter - stepSize * m / (sqrt(v) / sqrt(biasCorrection2) + epsilon)
 * </pre>
 */
final class AdaptiveMoments {
    void update(
            NdArray parameters,
            NdArray gradients,
            NdArray average,
            NdArray averageSquare,
            @Nullable NdArray maxAverageSquare,
            AdamSettings settings) {
        Strided parameter = new Strided(parameters);
        Strided gradient = new Strided(gradients);
        Strided m = new Strided(average);
        Strided v = new Strided(averageSquare);
        Strided largest = maxAverageSquare == null ? null : new Strided(maxAverageSquare);
        double decay = settings.gradientDecay();
        double divisor = Math.sqrt(settings.biasCorrection2());
        for (long i = 0; i < parameters.numel(); i++) {
            double old = parameter.get(i);
            double d = decay == 0 ? gradient.get(i) : gradient.get(i) + decay * old;
            m.set(i, settings.beta1() * m.get(i) + (1 - settings.beta1()) * d);
            v.set(i, settings.beta2() * v.get(i) + (1 - settings.beta2()) * d * d);
            double square = v.get(i);
            if (largest != null) {
                largest.set(i, Math.max(largest.get(i), square));
                square = largest.get(i);
            }
            double root = Math.sqrt(square) / divisor + settings.epsilon();
            parameter.set(i, settings.kept() * old - settings.stepSize() * m.get(i) / root);
        }
    }
}
