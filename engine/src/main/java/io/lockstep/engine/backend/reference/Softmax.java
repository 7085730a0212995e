package io.lockstep.engine.backend.reference;

import io.lockstep.engine.backend.NdArray;

/** Softmax of each line, or its logarithm, from differences to the largest element, so that nothing overflows. */
final class Softmax {
    void softmax(boolean logarithm, int dim, NdArray x, NdArray y) {
        Elements from = Elements.of(x);
        Elements to = Elements.of(y);
        for (Lines lines = new Lines(dim, x, y); lines.next(); ) {
            double largest = Double.NEGATIVE_INFINITY;
            for (long i = 0; i < lines.length(); i++) {
                largest = Math.max(largest, from.get(lines.at(0, i)));
            }
            double sum = 0;
            for (long i = 0; i < lines.length(); i++) {
                sum += Math.exp(from.get(lines.at(0, i)) - largest);
            }
            double logSum = Math.log(sum);
            for (long i = 0; i < lines.length(); i++) {
                double difference = from.get(lines.at(0, i)) - largest;
                to.set(lines.at(1, i), logarithm ? difference - logSum : Math.exp(difference) / sum);
            }
        }
    }
}
