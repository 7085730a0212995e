package io.lockstep.engine.backend.tiled;

import io.lockstep.engine.backend.LarsSettings;
import io.lockstep.engine.backend.NdArray;

/**
 * Layer-wise adaptive rate scaling in a pass for each of the two norms and one for the update.
 *
 * <pre>
 *   rate   = trustCoefficient * |w| / (|g| + weightDecay * |w| + epsilon)
 *   buffer = momentum * buffer + learningRate * rate * (g + weightDecay * w)
 *   w     -= buffer
 * </pre>
 */
final class LayerwiseRates {
    private final Workers workers;

    LayerwiseRates(Workers workers) {
        this.workers = workers;
    }

    /** @see io.lockstep.engine.backend.Backend#lars */
    void update(NdArray parameters, NdArray gradients, NdArray momentumBuffer, LarsSettings settings) {
        Operand parameter = new Operand(parameters);
        Operand gradient = new Operand(gradients);
        Operand buffer = new Operand(momentumBuffer);
        long elements = parameters.numel();
        double rate = settings.adaptive() ? settings.rate(norm(parameter, elements), norm(gradient, elements)) : 1;
        double decay = settings.weightDecay();
        double scale = settings.learningRate() * rate;
        workers.forEachTile(elements, (worker, first, count) -> {
            double[] w = parameter.doubles(first, count, worker.y);
            double[] g = gradient.doubles(first, count, worker.a);
            double[] kept = buffer.doubles(first, count, worker.b);
            if (decay != 0) {
                decay(decay, w, g, count);
            }
            keep(settings.momentum(), scale, g, kept, count);
            buffer.storeDoubles(worker.b, first, count);
            subtract(kept, w, count);
            parameter.writeDoubles(worker.y, first, count);
        });
    }

    private static void decay(double decay, double[] w, double[] g, int count) {
        for (int i = 0; i < count; i++) {
            g[i] += decay * w[i];
        }
    }

    private static void keep(double momentum, double scale, double[] d, double[] buffer, int count) {
        for (int i = 0; i < count; i++) {
            buffer[i] = momentum * buffer[i] + scale * d[i];
        }
    }

    private static void subtract(double[] buffer, double[] w, int count) {
        for (int i = 0; i < count; i++) {
            w[i] -= buffer[i];
        }
    }

    /** The root of the sum of squares, which does not depend on the number of threads: tiles are added in their order. */
    private double norm(Operand x, long elements) {
        double[] sums = new double[(int) ((elements + Tile.SIZE - 1) / Tile.SIZE)];
        workers.forEachTile(
                elements,
                (worker, first, count) ->
                        sums[first / Tile.SIZE] = sumOfSquares(x.doubles(first, count, worker.a), count));
        double sum = 0;
        for (double part : sums) {
            sum += part;
        }
        return Math.sqrt(sum);
    }

    /** In four sums, none of which waits for another. */
    private static double sumOfSquares(double[] x, int count) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = 0;
        for (; i + 3 < count; i += 4) {
            a += x[i] * x[i];
            b += x[i + 1] * x[i + 1];
            c += x[i + 2] * x[i + 2];
            d += x[i + 3] * x[i + 3];
        }
        for (; i < count; i++) {
            a += x[i] * x[i];
        }
        return a + b + (c + d);
    }
}
