package io.lockstep.engine.data.sampler;

import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.format.HostArray;
import io.lockstep.engine.random.RandomStream;
import java.util.Arrays;
import java.util.Map;

/**
 * Shows examples with a larger loss more often. Training reports the losses it meets with {@link #update}; the next
 * epoch then draws with replacement, example i with the probability
 *
 * <pre>  p(i) = uniform / n + (1 - uniform) * w(i) / sum of w,   w(i) = min(loss(i), q)^exponent</pre>
 *
 * <p>where q is the quantile {@code clipQuantile} of the losses known. That is the guard against outliers: a mislabelled
 * or broken example has the largest loss of all and would be drawn ever more often, but here none weighs more than the
 * hardest of the ordinary ones. The uniform part keeps easy examples in sight, whose losses would else never be measured
 * again. An example whose loss is not known yet weighs as the mean of those known. After Loshchilov and Hutter, "Online
 * batch selection for faster training of neural networks", arXiv:1511.06343, and Schaul et al., "Prioritized experience
 * replay", arXiv:1511.05952.
 *
 * <p>An epoch's order is a function of seed, epoch and the losses reported before it was drawn first; those reported during
 * the epoch change the orders of others only, so that it can be read again, and resumed with {@link #stateDict}. Used by one
 * thread.
 */
public final class HardExampleSampler implements Sampler {
    private static final double CLIP_QUANTILE = 0.95;
    private static final double UNIFORM = 0.1;
    private static final String LOSSES = "losses";
    private static final String DRAWN_BY = "drawn_by";
    private static final String DRAWN_EPOCH = "drawn_epoch";

    private final double[] losses;
    private final int numSamples;
    private final double exponent;
    private final double clipQuantile;
    private final double uniform;
    private final long seed;
    /** The losses by which the order of {@link #drawnEpoch} was drawn. */
    private double[] drawnBy;

    private long drawnEpoch = -1;

    /** As many draws as there are examples, exponent 1, losses clipped at the quantile 0.95, a tenth drawn uniformly. */
    public HardExampleSampler(int datasetSize, long seed) {
        this(datasetSize, datasetSize, 1, CLIP_QUANTILE, UNIFORM, seed);
    }

    /**
     * @param numSamples indices per epoch
     * @param exponent 0 for all alike; the larger, the more the hard ones
     * @param clipQuantile in (0, 1]; losses above this quantile count as the quantile
     * @param uniform in [0, 1], the part of the draws that is blind to losses
     * @throws IllegalArgumentException if one of these is out of range
     */
    public HardExampleSampler(
            int datasetSize, int numSamples, double exponent, double clipQuantile, double uniform, long seed) {
        if (datasetSize < 1 || numSamples < 1) {
            throw new IllegalArgumentException("HardExampleSampler expects 1 example and 1 draw or more, but got "
                    + numSamples + " draws of " + datasetSize + " examples");
        }
        if (!(exponent >= 0 && exponent <= Double.MAX_VALUE)
                || !(clipQuantile > 0 && clipQuantile <= 1)
                || !(uniform >= 0 && uniform <= 1)) {
            throw new IllegalArgumentException("HardExampleSampler expects an exponent of 0 or more, a clipQuantile in"
                    + " (0, 1] and a uniform part in [0, 1], but got " + exponent + ", " + clipQuantile + " and "
                    + uniform);
        }
        losses = new double[datasetSize];
        Arrays.fill(losses, Double.NaN);
        drawnBy = losses;
        this.numSamples = numSamples;
        this.exponent = exponent;
        this.clipQuantile = clipQuantile;
        this.uniform = uniform;
        this.seed = seed;
    }

    @Override
    public int size() {
        return numSamples;
    }

    /**
     * Reports the latest losses of some examples, one for each index. An infinite loss is taken as one above all others.
     *
     * @throws IllegalArgumentException if the counts differ, or a loss is NaN or negative
     * @throws IndexOutOfBoundsException if an index is not of the data set
     */
    public void update(int[] indices, double[] latest) {
        if (indices.length != latest.length) {
            throw new IllegalArgumentException("update expects one loss per index, but got " + indices.length
                    + " indices and " + latest.length + " losses; compute the loss with reduction NONE");
        }
        for (int i = 0; i < indices.length; i++) {
            if (indices[i] < 0 || indices[i] >= losses.length) {
                throw new IndexOutOfBoundsException(
                        "update got index " + indices[i] + " of a data set of " + losses.length + " examples");
            }
            if (!(latest[i] >= 0)) {
                throw new IllegalArgumentException("update expects losses of 0 or more, but that of example "
                        + indices[i] + " is " + latest[i] + "; has training diverged?");
            }
        }
        for (int i = 0; i < indices.length; i++) {
            losses[indices[i]] = latest[i];
        }
    }

    /** A copy of the latest loss of each example, NaN where there is none yet; for a checkpoint. */
    public double[] losses() {
        return losses.clone();
    }

    /** A copy of what orders depend on: the losses now, and those by which the last order was drawn. */
    public Map<String, HostArray> stateDict() {
        Shape shape = Shape.of(losses.length);
        return Map.of(
                LOSSES, HostArray.of(shape, losses),
                DRAWN_BY, HostArray.of(shape, drawnBy),
                DRAWN_EPOCH, HostArray.of(Shape.SCALAR, drawnEpoch));
    }

    /** @throws IllegalArgumentException if the state is that of another data set; nothing is changed then */
    public void loadStateDict(Map<String, HostArray> state) {
        HostArray saved = state.get(LOSSES);
        HostArray savedDrawnBy = state.get(DRAWN_BY);
        HostArray savedEpoch = state.get(DRAWN_EPOCH);
        if (saved == null
                || savedDrawnBy == null
                || savedEpoch == null
                || saved.shape().numel() != losses.length) {
            throw new IllegalArgumentException("the state of a HardExampleSampler of " + losses.length
                    + " examples needs as many losses, but got " + state
                    + "; load it into the sampler of the same data set");
        }
        saved.doubles().get(losses);
        drawnBy = new double[losses.length];
        savedDrawnBy.doubles().get(drawnBy);
        drawnEpoch = savedEpoch.longs().get(0);
    }

    @Override
    public int[] indices(long epoch) {
        if (epoch != drawnEpoch) {
            drawnBy = losses.clone();
            drawnEpoch = epoch;
        }
        RandomStream random = Streams.of(seed, epoch, Streams.HARD_EXAMPLES);
        return WeightedDraw.withReplacement(probabilities(drawnBy), numSamples, random);
    }

    /** The probability of each example in a draw by the losses now. */
    public double[] probabilities() {
        return probabilities(losses);
    }

    private double[] probabilities(double[] losses) {
        int size = losses.length;
        double[] weights = clippedWeights(losses);
        double sum = Arrays.stream(weights).sum();
        for (int i = 0; i < size; i++) {
            double byLoss = sum > 0 ? weights[i] / sum : 1.0 / size;
            weights[i] = uniform / size + (1 - uniform) * byLoss;
        }
        return weights;
    }

    private double[] clippedWeights(double[] losses) {
        double[] known = Arrays.stream(losses)
                .filter(loss -> !Double.isNaN(loss))
                .sorted()
                .toArray();
        double[] weights = new double[losses.length];
        if (known.length == 0) {
            return weights;
        }
        // The element at or below the quantile, so that a quantile below 1 is never an outlier itself if there are two.
        double clip = known[(int) Math.floor(clipQuantile * (known.length - 1))];
        // Infinite only if infinite losses are too many for the quantile.
        double bound = Math.min(clip, Double.MAX_VALUE);
        double mean = 0;
        for (double loss : known) {
            mean += weight(loss, bound) / known.length;
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] = Double.isNaN(losses[i]) ? mean : weight(losses[i], bound);
        }
        return weights;
    }

    /** In units of the bound, which divides out and keeps powers finite. */
    private double weight(double loss, double bound) {
        return bound == 0 ? 0 : Math.pow(Math.min(loss, bound) / bound, exponent);
    }
}
