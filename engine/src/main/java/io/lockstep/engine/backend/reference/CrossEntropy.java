package io.lockstep.engine.backend.reference;

import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;

/**
 * Cross entropy of a softmax with smoothed labels (Szegedy et al. 2016, section 7), and its gradient. With C classes,
 * smoothing s and target t[c] = (1 - s) on the label plus s / C everywhere:
 *
 * <pre>
 *   loss       = log(sum of exp(logits)) - sum of t[c] * logits[c]
 *   dlogits[c] = (softmax(logits)[c] - t[c]) * dloss
 * </pre>
 */
final class CrossEntropy {
    /** One row of logits, kept from call to call. */
    private double[] row = new double[0];

    void forward(NdArray logits, NdArray labels, double smoothing, NdArray losses, NdArray probabilities) {
        Strided from = new Strided(logits);
        Strided label = new Strided(labels);
        Strided loss = new Strided(losses);
        Strided softmax = new Strided(probabilities);
        Shape shape = logits.shape();
        int classes = (int) shape.size(1);
        for (long n = 0; n < shape.size(0); n++) {
            int expected = label(label, n, classes);
            double largest = readRow(from, n, classes);
            double sum = 0;
            double distances = 0;
            double ofLabel = row[expected] - largest;
            for (int c = 0; c < classes; c++) {
                double distance = row[c] - largest;
                distances += distance;
                row[c] = Math.exp(distance);
                sum += row[c];
            }
            for (int c = 0; c < classes; c++) {
                softmax.set(n, c, row[c] / sum);
            }
            // Without smoothing the other logits have no part, not even an infinite one.
            double smooth = smoothing == 0 ? 0 : smoothing / classes * distances;
            loss.set(n, Math.log(sum) - (1 - smoothing) * ofLabel - smooth);
        }
    }

    /** Reads the logits of a sample and returns the largest. */
    private double readRow(Strided logits, long n, int classes) {
        if (row.length < classes) {
            row = new double[classes];
        }
        double largest = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
            row[c] = logits.get(n, c);
            largest = Math.max(largest, row[c]);
        }
        return largest;
    }

    void backward(NdArray probabilities, NdArray labels, double smoothing, NdArray dlosses, NdArray dlogits) {
        Strided softmax = new Strided(probabilities);
        Strided label = new Strided(labels);
        Strided dloss = new Strided(dlosses);
        Strided to = new Strided(dlogits);
        Shape shape = probabilities.shape();
        int classes = (int) shape.size(1);
        double everywhere = smoothing / classes;
        for (long n = 0; n < shape.size(0); n++) {
            int expected = label(label, n, classes);
            double gradient = dloss.get(n);
            for (int c = 0; c < classes; c++) {
                double target = c == expected ? 1 - smoothing + everywhere : everywhere;
                to.set(n, c, (softmax.get(n, c) - target) * gradient);
            }
        }
    }

    /** Labels come from data, so a wrong one is an error of the user that only shows here. */
    private static int label(Strided labels, long n, int classes) {
        double label = labels.get(n);
        if (label < 0 || label >= classes) {
            throw new IllegalArgumentException("labels of " + classes + " classes are 0 to " + (classes - 1)
                    + ", but sample " + n + " has " + (long) label + "; check the data or the number of classes");
        }
        return (int) label;
    }
}
