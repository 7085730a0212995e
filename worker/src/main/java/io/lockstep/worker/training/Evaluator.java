package io.lockstep.worker.training;

import io.lockstep.comms.Communicator;
import io.lockstep.engine.data.Augmentation;
import io.lockstep.engine.data.BatchLoader;
import io.lockstep.engine.data.BatchSource;
import io.lockstep.engine.data.EpochPlan;
import io.lockstep.engine.data.HostBatch;
import io.lockstep.engine.data.ImageDataset;
import io.lockstep.engine.data.SampleOrder;
import io.lockstep.engine.ops.CrossEntropy;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import io.lockstep.worker.WorkerEvent;

/** Judges a replica by the validation data, each rank by its share: exact for any number of workers. */
final class Evaluator {
    private final Replica replica;
    private final ImageDataset dataset;
    private final Communicator communicator;
    private final Surroundings surroundings;
    private final EpochPlan plan;
    private final InputTensors input;
    private final Totals totals = new Totals();

    Evaluator(Replica replica, ImageDataset dataset, Communicator communicator, Surroundings surroundings) {
        this.replica = replica;
        this.dataset = dataset;
        this.communicator = communicator;
        this.surroundings = surroundings;
        plan = new EpochPlan(
                SampleOrder.sequential(dataset.size()),
                communicator.worldSize(),
                surroundings.config().evalBatchSize());
        input = replica.inputOf(dataset);
    }

    /** Goes through all validation samples once; the module is in training mode again afterwards. */
    Evaluation evaluate() throws InterruptedException {
        replica.module().eval();
        totals.clear();
        BatchSource source = new BatchSource(dataset, plan, communicator.rank(), Augmentation.NONE);
        try (BatchLoader loader = new BatchLoader(source, 0, surroundings.loaderOptions())) {
            HostBatch batch = loader.next();
            while (batch != null) {
                surroundings.requireNotCancelled();
                if (batch.size() > 0) {
                    judge(batch);
                }
                report(batch.step() + 1);
                batch = loader.next();
            }
        }
        replica.module().train();
        totals.reduce(communicator, "evaluation totals");
        return new Evaluation(totals.meanLoss(), totals.accuracy(), (long) totals.samples());
    }

    @SuppressWarnings("try") // the scopes are opened for their end alone
    private void judge(HostBatch batch) {
        Device device = replica.device();
        try (Device.Scope step = device.step();
                Device.Scope noGrad = device.noGrad()) {
            Tensor logits = replica.logits(input.images(batch));
            Tensor losses = CrossEntropy.apply(
                    logits, input.labels(batch), surroundings.config().labelSmoothing());
            new BatchScore(losses.sum(), logits, batch).addTo(totals);
        }
    }

    /** Tells how far all ranks are, which go through their parts at about one pace. */
    private void report(int stepsDone) {
        boolean due = stepsDone % surroundings.config().logEverySteps() == 0 || stepsDone == plan.steps();
        if (due) {
            surroundings.report(new WorkerEvent.EvaluationProgress(plan.position(stepsDone), dataset.size()));
        }
    }
}
