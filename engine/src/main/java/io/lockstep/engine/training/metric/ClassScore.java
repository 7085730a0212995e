package io.lockstep.engine.training.metric;

import io.lockstep.engine.format.HostArray;
import io.lockstep.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A score of the classification report as a metric of its own; takes what {@link ConfusionMatrix} takes. */
abstract class ClassScore implements Metric {
    private final ClassificationReport.Score score;
    private final Average average;
    private final ConfusionMatrix matrix;

    ClassScore(ClassificationReport.Score score, List<String> names, Average average, long ignoreIndex) {
        this.score = score;
        this.average = average;
        matrix = new ConfusionMatrix(names, ignoreIndex);
    }

    @Override
    public final void update(Tensor predictions, Tensor targets) {
        matrix.update(predictions, targets);
    }

    /** The average over the classes; 0 without samples. */
    @Override
    public final double compute() {
        return matrix.report().average(score, average);
    }

    /** The score of each class; 0 for one that was never predicted, or never occurred. */
    public final double[] perClass() {
        return matrix.report().perClass(score);
    }

    @Override
    public final void reset() {
        matrix.reset();
    }

    @Override
    public final void merge(Metric other) {
        if (!(other instanceof ClassScore same) || same.score != score || same.average != average) {
            throw MetricState.unmergeable(this, other, " of average " + average);
        }
        matrix.merge(same.matrix);
    }

    @Override
    public final Map<String, HostArray> stateDict() {
        return matrix.stateDict();
    }

    @Override
    public final void loadStateDict(Map<String, HostArray> state) {
        matrix.loadStateDict(state);
    }

    @Override
    public final String toString() {
        return getClass().getSimpleName() + " " + compute() + ", by class " + Arrays.toString(perClass());
    }
}
