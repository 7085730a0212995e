package io.lockstep.engine.training.metric;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.format.HostArray;
import io.lockstep.engine.tensor.Tensor;
import java.util.Map;

/**
 * The share of samples whose class is among the k with the largest scores: top-1 and top-5 accuracy. Takes scores
 * [N, C, d1, ..] and class indices [N, d1, ..]; of equal scores the class with the smaller index comes first. NaN without
 * samples.
 */
public final class TopKAccuracy implements Metric {
    private static final String COUNTS = "counts";

    private final int k;
    private final long ignoreIndex;
    private long correct;
    private long samples;

    public TopKAccuracy(int k) {
        this(k, Labels.NONE_IGNORED);
    }

    /**
     * @param ignoreIndex targets of this value do not count
     * @throws IllegalArgumentException if k is not 1 or more
     */
    public TopKAccuracy(int k, long ignoreIndex) {
        if (k < 1) {
            throw new IllegalArgumentException("TopKAccuracy expects a k of 1 or more but got " + k);
        }
        this.k = k;
        this.ignoreIndex = ignoreIndex;
    }

    @Override
    public void update(Tensor predictions, Tensor targets) {
        Labels.requireScores("TopKAccuracy", predictions, targets);
        long classes = predictions.size(1);
        if (k > classes) {
            throw new IllegalArgumentException("TopKAccuracy(" + k + ") expects scores of " + k
                    + " classes or more, but got " + predictions.shape() + "; use a smaller k");
        }
        long[] expected = Labels.values(targets);
        Labels.requireRange("TopKAccuracy", "target", expected, classes, ignoreIndex);
        if (expected.length > 0) {
            Tensor scores = predictions.detach();
            Tensor chosen = k == 1 ? scores.argmax(1, true) : scores.topk(k, 1).indices();
            count(Labels.values(chosen), expected, Math.toIntExact(targets.numel() / targets.size(0)));
        }
    }

    /**
     * @param chosen [N, k, inner]
     * @param expected [N, inner]
     */
    private void count(long[] chosen, long[] expected, int inner) {
        for (int i = 0; i < expected.length; i++) {
            if (expected[i] == ignoreIndex) {
                continue;
            }
            samples++;
            int first = i / inner * k * inner + i % inner;
            for (int j = 0; j < k; j++) {
                if (chosen[first + j * inner] == expected[i]) {
                    correct++;
                }
            }
        }
    }

    @Override
    public double compute() {
        return (double) correct / samples;
    }

    /** How many of the samples were right. */
    public long correct() {
        return correct;
    }

    /** How many samples were seen. */
    public long samples() {
        return samples;
    }

    @Override
    public void reset() {
        correct = 0;
        samples = 0;
    }

    @Override
    public void merge(Metric other) {
        if (!(other instanceof TopKAccuracy accuracy) || accuracy.k != k || accuracy.ignoreIndex != ignoreIndex) {
            throw MetricState.unmergeable(this, other, " of k = " + k);
        }
        correct += accuracy.correct;
        samples += accuracy.samples;
    }

    @Override
    public Map<String, HostArray> stateDict() {
        return Map.of(COUNTS, HostArray.of(Shape.of(2), correct, samples));
    }

    @Override
    public void loadStateDict(Map<String, HostArray> state) {
        HostArray counts = MetricState.require(this, state, COUNTS, DType.INT64, Shape.of(2));
        correct = counts.longs().get(0);
        samples = counts.longs().get(1);
    }

    @Override
    public String toString() {
        return "top-" + k + " accuracy " + compute() + " of " + samples + " samples";
    }
}
