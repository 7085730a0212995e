package io.lockstep.engine.training.metric;

import java.util.List;

/** tp / (tp + fp): how much of what was taken for a class is of it, of each class and averaged. */
public final class Precision extends ClassScore {
    /** The mean over the classes. */
    public Precision(int classes) {
        this(classes, Average.MACRO);
    }

    public Precision(int classes, Average average) {
        this(ConfusionMatrix.numbers(classes), average, Labels.NONE_IGNORED);
    }

    /**
     * @param names of the classes
     * @param ignoreIndex targets of this value do not count
     */
    public Precision(List<String> names, Average average, long ignoreIndex) {
        super(ClassificationReport.Score.PRECISION, names, average, ignoreIndex);
    }
}
