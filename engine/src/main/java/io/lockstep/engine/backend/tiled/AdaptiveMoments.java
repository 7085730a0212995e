package io.lockstep.engine.backend.tiled;

import io.lockstep.engine.backend.AdamSettings;
import io.lockstep.engine.backend.NdArray;
import org.jspecify.annotations.Nullable;

/**
 * Adam and AdamW in one pass: each tile of the gradient, the averages and the parameter is read once and written once.
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
    private final Workers workers;

    AdaptiveMoments(Workers workers) {
        this.workers = workers;
    }

    /** @see io.lockstep.engine.backend.Backend#adam */
    void update(
            NdArray parameters,
            NdArray gradients,
            NdArray average,
            NdArray averageSquare,
            @Nullable NdArray maxAverageSquare,
            AdamSettings settings) {
        Operand parameter = new Operand(parameters);
        Operand gradient = new Operand(gradients);
        Operand ofGradient = new Operand(average);
        Operand ofSquare = new Operand(averageSquare);
        Operand largest = maxAverageSquare == null ? null : new Operand(maxAverageSquare);
        workers.forEachTile(parameters.numel(), (worker, first, count) -> {
            double[] w = parameter.doubles(first, count, worker.y);
            double[] d = gradient.doubles(first, count, worker.a);
            if (settings.gradientDecay() != 0) {
                add(settings.gradientDecay(), w, d, count);
            }
            double[] m = ofGradient.doubles(first, count, worker.b);
            average(settings.beta1(), d, m, count);
            ofGradient.storeDoubles(worker.b, first, count);
            double[] v = ofSquare.doubles(first, count, worker.c);
            averageSquare(settings.beta2(), d, v, count);
            ofSquare.storeDoubles(worker.c, first, count);
            if (largest != null) {
                double[] most = largest.doubles(first, count, worker.a); // d is not needed any more
                max(most, v, count);
                largest.storeDoubles(worker.a, first, count);
                v = most;
            }
            step(settings, m, v, w, count);
            parameter.writeDoubles(worker.y, first, count);
        });
    }

    /** y += factor x. */
    private static void add(double factor, double[] x, double[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] += factor * x[i];
        }
    }

    private static void average(double keep, double[] d, double[] m, int count) {
        double take = 1 - keep;
        for (int i = 0; i < count; i++) {
            m[i] = keep * m[i] + take * d[i];
        }
    }

    private static void averageSquare(double keep, double[] d, double[] v, int count) {
        double take = 1 - keep;
        for (int i = 0; i < count; i++) {
            v[i] = keep * v[i] + take * d[i] * d[i];
        }
    }

    private static void max(double[] most, double[] v, int count) {
        for (int i = 0; i < count; i++) {
            most[i] = Math.max(most[i], v[i]);
        }
    }

    private static void step(AdamSettings settings, double[] m, double[] v, double[] w, int count) {
        double divisor = Math.sqrt(settings.biasCorrection2());
        double epsilon = settings.epsilon();
        double kept = settings.kept();
        double stepSize = settings.stepSize();
        for (int i = 0; i < count; i++) {
            w[i] = kept * w[i] - stepSize * m[i] / (Math.sqrt(v[i]) / divisor + epsilon);
        }
    }
}
