package io.lockstep.worker.training;

import io.lockstep.comms.CommunicationStatistics;
import io.lockstep.comms.Communicator;
import io.lockstep.engine.data.Augmentation;
import io.lockstep.engine.data.BatchLoader;
import io.lockstep.engine.data.BatchSource;
import io.lockstep.engine.data.EpochPlan;
import io.lockstep.engine.data.HostBatch;
import io.lockstep.engine.data.ImageDataset;
import io.lockstep.engine.data.SampleOrder;
import io.lockstep.engine.optim.FlatParameters;
import io.lockstep.worker.LockstepException;
import io.lockstep.worker.WorkerResult;
import io.lockstep.worker.config.TrainConfig;
import io.lockstep.worker.measurement.AllReduceTime;
import io.lockstep.worker.measurement.ComputeTimes;
import io.lockstep.worker.measurement.Measured;
import io.lockstep.worker.measurement.Measurement;
import io.lockstep.worker.overlap.Slice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Trains for a given number of steps, the same ones as {@link Trainer}'s, for nothing but the times they take. */
final class MeasuredTraining {
    private static final double NANOS = 1e9;

    private final Surroundings surroundings;
    private final TrainConfig config;
    private final Measurement measurement;
    private final Replica replica;
    private final Communicator communicator;
    private final ImageDataset dataset;
    private final GradientSum gradients;
    private final StepClock clock;
    private final TrainingStep step;
    private final @Nullable EmulatedCompute emulated;
    private final Totals seen = new Totals();
    private int stepsDone;

    MeasuredTraining(
            Surroundings surroundings,
            Measurement measurement,
            Replica replica,
            Communicator communicator,
            ImageDataset dataset) {
        this.surroundings = surroundings;
        this.measurement = measurement;
        this.replica = replica;
        this.communicator = communicator;
        this.dataset = dataset;
        config = surroundings.config();
        FlatParameters parameters = replica.parameters();
        clock = new StepClock(measurement.steps(), parameters.buckets().size());
        gradients = new GradientSum(config, replica, communicator);
        step = new TrainingStep(
                config, replica, dataset, communicator, gradients, new ParameterUpdate(config, parameters), clock);
        ComputeTimes times = measurement.emulated();
        emulated = times == null ? null : new EmulatedCompute(times);
    }

    /** The images that all workers together see. */
    static int samples(Measurement measurement, TrainConfig config, int worldSize) {
        int steps = measurement.warmUpSteps() + 1 + measurement.steps();
        return Math.multiplyExact(Math.multiplyExact(steps, worldSize), config.localBatchSize());
    }

    WorkerResult run() throws InterruptedException {
        Stopwatch time = new Stopwatch();
        replica.broadcast(communicator);
        trainUntil(measurement.warmUpSteps());
        communicator.barrier("warmed up");
        // A step ends in the forward pass of the next one: that after the barrier is the first to be measured.
        trainUntil(measurement.warmUpSteps() + 1);
        clock.clear();
        CommunicationStatistics before = communicator.statistics();
        trainUntil(measurement.warmUpSteps() + 1 + measurement.steps());
        CommunicationStatistics during = communicator.statistics().since(before);
        step.settle();
        String hash = replica.hash();
        ParameterHash.requireEqual(hash, communicator, "after the measurement");
        List<AllReduceTime> probes =
                measurement.probe() ? new NetworkProbe(communicator, largestSlice()).run() : List.of();
        Measured measured = measured(during, probes);
        return WorkerResult.of(
                communicator.rank(), stepsDone, imagesPerSecond(measured), time.seconds(), hash, measured);
    }

    /** Goes on to the end of step {@code steps}, through the data as often as it takes; a last step of fewer samples is left out. */
    private void trainUntil(int steps) throws InterruptedException {
        while (stepsDone < steps) {
            EpochPlan plan = new EpochPlan(
                    SampleOrder.shuffled(config.seed(), 0, dataset.size()),
                    communicator.worldSize(),
                    config.localBatchSize());
            int whole = dataset.size() / (communicator.worldSize() * config.localBatchSize());
            requireOne(whole);
            Augmentation augmentation = new Augmentation(Transforms.of(config), config.seed(), 0);
            BatchSource source = new BatchSource(dataset, plan, communicator.rank(), augmentation);
            try (BatchLoader loader = new BatchLoader(source, stepsDone % whole, surroundings.loaderOptions())) {
                trainOn(loader, plan, Math.min(steps - stepsDone, whole - stepsDone % whole));
            }
        }
    }

    private void trainOn(BatchLoader loader, EpochPlan plan, int steps) throws InterruptedException {
        for (int i = 0; i < steps; i++) {
            surroundings.requireNotCancelled();
            clock.loading();
            HostBatch batch = loader.next();
            clock.loaded();
            if (batch == null) {
                throw new IllegalStateException("the loader ended before the plan, at step " + stepsDone);
            }
            if (emulated == null) {
                step.run(batch, plan.globalBatchSize(batch.step()), stepsDone, config.lr(), seen);
            } else {
                step.emulate(emulated, stepsDone);
            }
            stepsDone++;
        }
    }

    private void requireOne(int wholeSteps) {
        if (wholeSteps == 0) {
            throw new LockstepException("a step of " + communicator.worldSize() + " workers with --batch-size "
                    + config.batchSize() + accumulated() + " takes more than the " + dataset.size() + " images of "
                    + config.data()
                    + "; lower --batch-size or give more --data");
        }
    }

    private String accumulated() {
        return config.accumulationSteps() == 1 ? "" : " and --accumulation-steps " + config.accumulationSteps();
    }

    private Measured measured(CommunicationStatistics during, List<AllReduceTime> probes) {
        return new Measured(
                surroundings.environment().host(),
                Runtime.getRuntime().availableProcessors(),
                clock.steps(),
                clock.compute(),
                gradients.slices(),
                during.sentBytes(),
                during.busyNanos(),
                probes);
    }

    private int largestSlice() {
        return gradients.slices().stream().mapToInt(Slice::bytes).max().orElseThrow();
    }

    private double imagesPerSecond(Measured measured) {
        double nanos = 0;
        for (var time : measured.steps()) {
            nanos += time.nanos();
        }
        return (double) measured.steps().size() * config.localBatchSize() * communicator.worldSize() / (nanos / NANOS);
    }
}
