package io.lockstep.worker.training;

import io.lockstep.comms.Communicator;
import io.lockstep.engine.data.HostBatch;
import io.lockstep.engine.data.ImageDataset;
import io.lockstep.engine.nn.RandomPosition;
import io.lockstep.engine.ops.CrossEntropy;
import io.lockstep.engine.optim.Bucket;
import io.lockstep.engine.optim.FlatParameters;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import io.lockstep.worker.config.TrainConfig;
import java.util.List;

/**
 * One optimizer step of all ranks together. Each divides the sum of its losses by the size of the global batch and the
 * gradients are summed over the ranks, so every rank gets the exact gradient of the mean loss, however the samples are
 * split. A bucket of gradients is on its way as soon as the step's last back-propagation has completed it, and its
 * parameters are updated when the next forward pass reads them, so that the gradients can travel until then.
 */
final class TrainingStep {
    private final TrainConfig config;
    private final Replica replica;
    private final ParameterUpdate update;
    private final InputTensors input;
    private final RunningStatistics statistics;
    private final StepClock clock;
    private final GradientSum gradients;
    private final OrderAgreement order;

    TrainingStep(
            TrainConfig config,
            Replica replica,
            ImageDataset dataset,
            Communicator communicator,
            GradientSum gradients,
            ParameterUpdate update,
            StepClock clock) {
        this.config = config;
        this.replica = replica;
        this.gradients = gradients;
        this.update = update;
        this.clock = clock;
        input = replica.inputOf(dataset);
        statistics = new RunningStatistics(replica, communicator);
        order = new OrderAgreement(gradients, communicator, clock.courses());
    }

    /**
     * Trains on this rank's part of a global batch, which may be empty: in pieces of {@code batch-size} samples whose
     * gradients add up, and the last of which hands them to the network.
     *
     * @param seen takes this rank's loss and right guesses
     */
    void run(HostBatch batch, int globalBatchSize, long globalStep, double learningRate, Totals seen) {
        int pieceSize = config.batchSize();
        clock.begun();
        replica.parameters().beginStep();
        int first = 0;
        while (batch.size() - first > pieceSize) {
            accumulate(batch.part(first, pieceSize), globalBatchSize, globalStep, seen);
            first += pieceSize;
        }
        HostBatch last = first == 0 ? batch : batch.part(first, batch.size() - first);
        finish(last, globalBatchSize, globalStep, learningRate, seen);
    }

    /**
     * Updates all parameters and leaves nothing of the steps so far on the network: for who does something else than the next
     * step. All ranks call it.
     */
    void settle() {
        replica.parameters().settle();
        order.take();
    }

    /** Each piece is a step of the device, so its activations make room for those of the next. */
    @SuppressWarnings("try") // the scope is opened for its end alone
    private void accumulate(HostBatch piece, int globalBatchSize, long globalStep, Totals seen) {
        try (Device.Scope step = replica.device().step()) {
            Forward forward = forward(piece, globalBatchSize, globalStep);
            forwardDone();
            forward.loss().backward();
            forward.score().addTo(seen);
        }
    }

    @SuppressWarnings("try") // the scope is opened for its end alone
    private void finish(HostBatch last, int globalBatchSize, long globalStep, double learningRate, Totals seen) {
        FlatParameters parameters = replica.parameters();
        try (Device.Scope step = replica.device().step()) {
            parameters.reportNext(bucket -> reduce(bucket, globalStep));
            Forward forward = last.size() > 0 ? forward(last, globalBatchSize, globalStep) : null;
            forwardDone();
            statistics.startAveraging();
            if (forward != null) {
                forward.loss().backward();
            }
            parameters.endBackward();
            if (forward != null) {
                forward.score().addTo(seen);
            }
            backwardDone();
            update.step(learningRate, this::awaitSum);
        }
    }

    /** As a step, with waits in the place of all computing; the collectives are the same. */
    @SuppressWarnings("try") // the scope is opened for its end alone
    void emulate(EmulatedCompute compute, long globalStep) throws InterruptedException {
        clock.begun();
        compute.begin();
        List<Bucket> buckets = replica.parameters().buckets();
        try (Device.Scope step = replica.device().step()) {
            for (int bucket : compute.bucketsByNeed()) {
                compute.awaitNeed(bucket);
                compute.stoodStill(awaitSum(buckets.get(bucket)));
            }
            forwardDone();
            statistics.startAveraging();
            for (Bucket bucket : buckets) {
                compute.awaitGradients(bucket.index());
                reduce(bucket, globalStep);
            }
            compute.awaitEnd();
            backwardDone();
        }
    }

    /**
     * What a forward pass gives.
     *
     * @param loss the piece's share of the mean loss of the global batch, scaled if the precision asks for it
     */
    private record Forward(Tensor loss, BatchScore score) {}

    private Forward forward(HostBatch piece, int globalBatchSize, long globalStep) {
        Tensor images = input.images(piece);
        replica.module().randomAt(new RandomPosition(config.seed(), globalStep, piece.positionInGlobalBatch()));
        Tensor logits = replica.logits(images);
        Tensor lossSum = CrossEntropy.apply(logits, input.labels(piece), config.labelSmoothing())
                .sum();
        BatchScore score = new BatchScore(lossSum, logits, piece);
        return new Forward(update.scaled(lossSum.div(globalBatchSize)), score);
    }

    private void reduce(Bucket bucket, long globalStep) {
        clock.ready(bucket.index());
        gradients.start(bucket, globalStep);
    }

    /** Gradients may be overwritten from here, and parameters no layer has read are updated, too. */
    private void forwardDone() {
        if (clock.isUpdating()) {
            replica.parameters().settle();
            clock.updated();
            order.take();
        }
    }

    private void backwardDone() {
        clock.submitted();
        clock.waiting();
        statistics.finishAveraging();
        clock.arrived();
        order.propose();
    }

    /** Returns when the sum of a bucket is there, and tells for how long it waited. */
    private long awaitSum(Bucket bucket) {
        clock.needed(bucket.index());
        clock.waiting();
        gradients.await(bucket);
        return clock.arrived();
    }
}
