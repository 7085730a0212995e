package io.lockstep.worker.training;

import io.lockstep.comms.Communicator;

/** Counts what this rank sends over the network in the steps between two reports, without what the reports need. */
final class StepTraffic {
    private final Communicator communicator;
    private long startBytes;
    private long startStep;

    StepTraffic(Communicator communicator) {
        this.communicator = communicator;
    }

    /** Counts from here, {@code globalStep} steps being done. */
    void restart(long globalStep) {
        startBytes = communicator.statistics().sentBytes();
        startStep = globalStep;
    }

    /** Bytes per step since the restart; 0 before a step is done. */
    double bytesPerStep(long globalStep) {
        long steps = globalStep - startStep;
        return steps == 0 ? 0 : (double) (communicator.statistics().sentBytes() - startBytes) / steps;
    }
}
