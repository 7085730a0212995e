package io.lockstep.worker.training;

import io.lockstep.comms.Communicator;
import io.lockstep.worker.LockstepException;
import io.lockstep.worker.WorkerEvent;
import io.lockstep.worker.checkpoint.TrainingState;
import io.lockstep.worker.config.TrainConfig;

/** Losses, accuracy and speed of the training so far, added up over the ranks where they are told or kept. */
final class Progress {
    private final Surroundings surroundings;
    private final Communicator communicator;
    private final Totals local = new Totals();
    private final Totals sinceReport = new Totals();
    private final Totals sinceEpochStart = new Totals();
    private final Stopwatch reportTime = new Stopwatch();
    private final Stopwatch trainingTime = new Stopwatch();
    private final StepCommunication communication;
    private double trainedSamples;
    private double trainingSeconds;

    Progress(Surroundings surroundings, Communicator communicator, StepClock clock) {
        this.surroundings = surroundings;
        this.communicator = communicator;
        communication = new StepCommunication(communicator::statistics, clock::blockedNanos);
    }

    /** Goes on from a checkpoint within an epoch. */
    void restore(TrainingState state) {
        sinceEpochStart.add(state.lossSum(), state.correct(), state.samples());
    }

    /** Takes what this rank sees, to be added up over the ranks later. */
    Totals local() {
        return local;
    }

    /** Tells of a step done; all ranks call it. */
    void report(Position position, int stepsPerEpoch, double learningRate) {
        communication.pause();
        collect();
        surroundings.report(new WorkerEvent.TrainProgress(
                position.epoch() + 1,
                surroundings.config().epochs(),
                position.stepInEpoch(),
                stepsPerEpoch,
                position.globalStep(),
                totalSteps(stepsPerEpoch),
                sinceReport.meanLoss(),
                learningRate,
                sinceReport.samples() / reportTime.seconds(),
                communication.bytesPerStep(position.globalStep()),
                communication.hidden()));
        sinceReport.clear();
        reportTime.restart();
        communication.restart(position.globalStep());
    }

    /** What is communicated from here to {@link #resume()} is no part of the steps. */
    void pause() {
        communication.pause();
    }

    /** What is communicated from here is part of the steps again. */
    void resume() {
        communication.resume();
    }

    /** What all ranks have seen of the epoch, added up now; all ranks call it. */
    Totals sinceEpochStart() {
        collect();
        return sinceEpochStart;
    }

    /** What was added up of the epoch so far, without what this rank has seen since. */
    Totals collected() {
        return sinceEpochStart;
    }

    /** As {@link #sinceEpochStart()}; the time until {@link #beginEpoch} does not count as training. */
    Totals endEpoch() {
        collect();
        trainingSeconds += trainingTime.seconds();
        return sinceEpochStart;
    }

    /** The clocks of training run from here. */
    void beginEpoch(Position position) {
        communication.restart(position.globalStep());
        trainingTime.restart();
        reportTime.restart();
        sinceReport.clear();
    }

    /** Samples that all ranks together trained on per second of training; 0 before the first epoch's end. */
    double imagesPerSecond() {
        return trainingSeconds == 0 ? 0 : trainedSamples / trainingSeconds;
    }

    private long totalSteps(int stepsPerEpoch) {
        long ofAllEpochs = (long) surroundings.config().epochs() * stepsPerEpoch;
        long limit = surroundings.config().maxSteps();
        return limit == 0 ? ofAllEpochs : Math.min(limit, ofAllEpochs);
    }

    /** @throws LockstepException on all ranks if the loss is not finite: what follows would be worthless */
    private void collect() {
        local.reduce(communicator, "training totals");
        if (!Double.isFinite(local.lossSum())) {
            TrainConfig config = surroundings.config();
            throw new LockstepException("the loss became " + local.meanLoss() + ", training diverged; lower --lr (now "
                    + config.lr() + "), raise --lr-warmup-epochs (now " + config.lrWarmupEpochs()
                    + "), or look for broken samples");
        }
        trainedSamples += local.samples();
        sinceReport.add(local);
        sinceEpochStart.add(local);
        local.clear();
    }
}
