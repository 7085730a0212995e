package io.lockstep.engine.data.sampler;

import io.lockstep.engine.random.RandomStream;
import java.util.Arrays;

/** Draws indices by weight. */
final class WeightedDraw {
    private WeightedDraw() {}

    /** Inverts the sum of the weights: index i owns a piece of the line as long as its weight. */
    static int[] withReplacement(double[] weights, int count, RandomStream random) {
        double[] ends = new double[weights.length];
        double sum = 0;
        int last = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i];
            ends[i] = sum;
            last = weights[i] > 0 ? i : last;
        }
        int[] indices = new int[count];
        for (int k = 0; k < count; k++) {
            double point = random.nextDouble() * sum;
            int found = Arrays.binarySearch(ends, 0, last, point);
            // An end belongs to the next piece; pieces of length 0 share their end with the one before.
            int index = found >= 0 ? found + 1 : -found - 1;
            while (weights[index] == 0) {
                index++;
            }
            indices[k] = index;
        }
        return indices;
    }

    /**
     * The {@code count} smallest of -ln(u) / weight, in rising order: as if drawn one after the other (Efraimidis and
     * Spirakis, "Weighted random sampling with a reservoir", 2006).
     */
    static int[] withoutReplacement(double[] weights, int count, RandomStream random) {
        record Arrival(int index, double time) {}
        Arrival[] arrivals = new Arrival[weights.length];
        for (int i = 0; i < weights.length; i++) {
            double time = -StrictMath.log(1 - random.nextDouble());
            arrivals[i] = new Arrival(i, weights[i] == 0 ? Double.POSITIVE_INFINITY : time / weights[i]);
        }
        Arrays.sort(arrivals, (a, b) -> Double.compare(a.time, b.time));
        int[] indices = new int[count];
        for (int k = 0; k < count; k++) {
            indices[k] = arrivals[k].index;
        }
        return indices;
    }
}
