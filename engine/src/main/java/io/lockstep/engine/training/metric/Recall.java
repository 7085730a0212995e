package io.lockstep.engine.training.metric;

import java.util.List;

/** tp / (tp + fn): how much of a class was found, of each class and averaged. */
public final class Recall extends ClassScore {
    /** The mean over the classes. */
    public Recall(int classes) {
        this(classes, Average.MACRO);
    }

    public Recall(int classes, Average average) {
        this(ConfusionMatrix.numbers(classes), average, Labels.NONE_IGNORED);
    }

    /**
     * @param names of the classes
     * @param ignoreIndex targets of this value do not count
     */
    public Recall(List<String> names, Average average, long ignoreIndex) {
        super(ClassificationReport.Score.RECALL, names, average, ignoreIndex);
    }
}
