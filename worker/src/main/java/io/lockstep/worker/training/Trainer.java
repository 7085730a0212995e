package io.lockstep.worker.training;

import io.lockstep.comms.Communicator;
import io.lockstep.engine.data.Augmentation;
import io.lockstep.engine.data.BatchLoader;
import io.lockstep.engine.data.BatchSource;
import io.lockstep.engine.data.EpochPlan;
import io.lockstep.engine.data.HostBatch;
import io.lockstep.engine.data.ImageDataset;
import io.lockstep.engine.data.SampleOrder;
import io.lockstep.engine.data.transform.ImageTransform;
import io.lockstep.engine.optim.LearningRate;
import io.lockstep.worker.WorkerEvent;
import io.lockstep.worker.WorkerResult;
import io.lockstep.worker.config.TrainConfig;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Trains one rank's replica in step with the others, from the first or a restored position to the last epoch: every
 * step all ranks take their parts of one global batch, sum their gradients and make the same update.
 */
final class Trainer {
    private final Surroundings surroundings;
    private final TrainConfig config;
    private final Replica replica;
    private final Communicator communicator;
    private final ImageDataset dataset;
    private final ImageTransform transform;
    private final Evaluator evaluator;
    private final TrainingStep step;
    private final LearningRate learningRate;
    private final Recovery recovery;
    private final Position position;
    private final Progress progress;
    private final Stopwatch total = new Stopwatch();
    private final Stopwatch epochTime = new Stopwatch();
    private @Nullable Evaluation evaluation;
    private @Nullable Double trainLoss;

    Trainer(
            Surroundings surroundings,
            Replica replica,
            Communicator communicator,
            ImageDataset dataset,
            Evaluator evaluator)
            throws IOException {
        this.surroundings = surroundings;
        this.replica = replica;
        this.communicator = communicator;
        this.dataset = dataset;
        this.evaluator = evaluator;
        config = surroundings.config();
        transform = Transforms.of(config);
        ParameterUpdate update = new ParameterUpdate(config, replica.parameters());
        GradientSum gradients = new GradientSum(config, replica, communicator);
        StepClock clock = new StepClock(0, replica.parameters().buckets().size());
        step = new TrainingStep(config, replica, dataset, communicator, gradients, update, clock);
        learningRate = Schedules.of(config, planOf(0).steps());
        progress = new Progress(surroundings, communicator, clock);
        recovery = new Recovery(surroundings, replica, update, gradients, communicator, progress);
        position = recovery.start();
    }

    /** Trains to the end and returns what came of it. */
    WorkerResult train() throws IOException, InterruptedException {
        while (position.epoch() < config.epochs() && !isAtLimit()) {
            trainEpoch(planOf(position.epoch()));
        }
        String hash = provenHash();
        Evaluation last = evaluation == null ? evaluator.evaluate() : evaluation;
        return new WorkerResult(
                communicator.rank(),
                last.acc1(),
                last.loss(),
                trainLoss,
                position.epoch(),
                position.globalStep(),
                progress.imagesPerSecond(),
                total.seconds(),
                hash,
                last.samples(),
                recovery.lastCheckpoint());
    }

    private void trainEpoch(EpochPlan plan) throws IOException, InterruptedException {
        epochTime.restart();
        progress.beginEpoch(position);
        Augmentation augmentation = new Augmentation(transform, config.seed(), position.epoch());
        BatchSource source = new BatchSource(dataset, plan, communicator.rank(), augmentation);
        try (BatchLoader loader = new BatchLoader(source, position.stepInEpoch(), surroundings.loaderOptions())) {
            HostBatch batch = isAtLimit() ? null : loader.next();
            while (batch != null) {
                surroundings.requireNotCancelled();
                trainStep(plan, batch);
                batch = isAtLimit() ? null : loader.next();
            }
        }
        if (position.stepInEpoch() == plan.steps()) {
            endEpoch();
        } else {
            stopWithinEpoch();
        }
    }

    private void trainStep(EpochPlan plan, HostBatch batch) throws IOException {
        int globalBatchSize = plan.globalBatchSize(batch.step());
        double lr = learningRate.at(position.globalStep());
        step.run(batch, globalBatchSize, position.globalStep(), lr, progress.local());
        position.stepDone();
        evaluation = null;
        if (position.stepInEpoch() % config.logEverySteps() == 0) {
            step.settle();
            progress.report(position, plan.steps(), lr);
        }
        boolean within = position.stepInEpoch() < plan.steps();
        if (within && isDue(config.checkpointEverySteps())) {
            writeCheckpoint();
        }
    }

    /** Proves that all ranks agree, judges the replica and makes the epoch's checkpoint. */
    private void endEpoch() throws IOException, InterruptedException {
        double lr = learningRate.at(position.globalStep() - 1);
        step.settle();
        Totals trained = progress.endEpoch();
        double meanLoss = trained.meanLoss();
        trainLoss = meanLoss;
        double trainAcc1 = trained.accuracy();
        trained.clear();
        position.epochDone();
        String hash = provenHash();
        Evaluation judged = evaluator.evaluate();
        evaluation = judged;
        surroundings.report(new WorkerEvent.EpochDone(
                position.epoch(),
                config.epochs(),
                position.globalStep(),
                meanLoss,
                trainAcc1,
                judged.loss(),
                judged.acc1(),
                lr,
                progress.imagesPerSecond(),
                epochTime.seconds(),
                hash));
        recovery.write(position);
    }

    /** Ends a run that has a limit of steps. */
    private void stopWithinEpoch() throws IOException {
        step.settle();
        Totals trained = progress.endEpoch();
        trainLoss = trained.meanLoss();
        boolean written = isDue(config.checkpointEverySteps());
        if (!written) {
            writeCheckpoint();
        }
    }

    private void writeCheckpoint() throws IOException {
        step.settle();
        progress.pause();
        progress.sinceEpochStart();
        recovery.write(position);
        progress.resume();
    }

    private String provenHash() {
        String hash = replica.hash();
        ParameterHash.requireEqual(hash, communicator, "after step " + position.globalStep());
        return hash;
    }

    private EpochPlan planOf(int epoch) {
        SampleOrder order = SampleOrder.shuffled(config.seed(), epoch, dataset.size());
        return new EpochPlan(order, communicator.worldSize(), config.localBatchSize());
    }

    private boolean isAtLimit() {
        return config.maxSteps() > 0 && position.globalStep() >= config.maxSteps();
    }

    private boolean isDue(int everySteps) {
        return everySteps > 0 && position.globalStep() % everySteps == 0;
    }
}
