package io.lockstep.benchmarks.task;

/** What every contestant trains with. */
public final class Hyperparameters {
    public static final double LEARNING_RATE = 0.01;
    public static final double MOMENTUM = 0.9;
    public static final double WEIGHT_DECAY = 5e-4;

    /**
     * Batches that a network sees in training mode before its inference is measured, so that the running statistics of
     * its batch normalisation are such as a trained network has, and not all 0 and 1.
     */
    public static final int STATISTICS_BATCHES = 2;

    private Hyperparameters() {}
}
