package io.lockstep.engine.data;

/**
 * All that decides what is in a worker's batches.
 *
 * @param rank the worker, 0 to the plan's world size - 1
 */
public record BatchSource(ImageDataset dataset, EpochPlan plan, int rank, Augmentation augmentation) {
    public BatchSource {
        plan.requireRank(rank);
        int planned = plan.position(plan.steps());
        if (planned != dataset.size()) {
            throw new IllegalArgumentException("the plan is for " + planned + " samples, but the data set has "
                    + dataset.size() + "; make the plan from the data set's size");
        }
    }

    HostBatch newBatch() {
        return new HostBatch(plan.batchSize(), dataset.imageBytes());
    }
}
