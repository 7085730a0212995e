package io.lockstep.engine.training.metric;

import java.util.List;

/** 2 tp / (2 tp + fp + fn): the harmonic mean of precision and recall, of each class and averaged. */
public final class F1Score extends ClassScore {
    /** The mean over the classes. */
    public F1Score(int classes) {
        this(classes, Average.MACRO);
    }

    public F1Score(int classes, Average average) {
        this(ConfusionMatrix.numbers(classes), average, Labels.NONE_IGNORED);
    }

    /**
     * @param names of the classes
     * @param ignoreIndex targets of this value do not count
     */
    public F1Score(List<String> names, Average average, long ignoreIndex) {
        super(ClassificationReport.Score.F1, names, average, ignoreIndex);
    }
}
