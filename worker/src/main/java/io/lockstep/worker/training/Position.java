package io.lockstep.worker.training;

import io.lockstep.worker.checkpoint.TrainingState;

/** Where training stands; the same on all ranks. */
final class Position {
    /** Epochs trained completely. */
    private int epoch;
    /** Steps done of the epoch after these. */
    private int stepInEpoch;

    private long globalStep;

    /** Goes to where a checkpoint was made. */
    void restore(TrainingState state) {
        epoch = state.epoch();
        stepInEpoch = state.stepInEpoch();
        globalStep = state.globalStep();
    }

    void stepDone() {
        stepInEpoch++;
        globalStep++;
    }

    void epochDone() {
        epoch++;
        stepInEpoch = 0;
    }

    int epoch() {
        return epoch;
    }

    int stepInEpoch() {
        return stepInEpoch;
    }

    long globalStep() {
        return globalStep;
    }
}
