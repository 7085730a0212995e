package io.lockstep.worker.checkpoint;

import io.lockstep.engine.format.HostArray;
import io.lockstep.worker.LockstepException;
import io.lockstep.worker.config.TrainConfig;
import java.util.Map;

/**
 * What a checkpoint holds.
 *
 * @param model parameters and buffers by name
 * @param optimizer the optimizer's tensors by name; empty if it has none
 */
public record Snapshot(TrainingState state, Map<String, HostArray> model, Map<String, HostArray> optimizer) {
    /**
     * Checks that a run of {@code config} can go on from here to the same weights as if it had never stopped.
     *
     * @throws LockstepException naming the first difference that forbids it
     */
    public void requireContinuableBy(TrainConfig config, int worldSize, String checkpoint) {
        requireModel(config, checkpoint);
        requireSame(checkpoint, "workers", state.worldSize(), worldSize);
        requireSame(checkpoint, "batch-size", state.batchSize(), config.batchSize());
        requireSame(checkpoint, "accumulation-steps", state.config().accumulationSteps(), config.accumulationSteps());
        requireSame(checkpoint, "seed", state.seed(), config.seed());
        requireSame(checkpoint, "dtype", state.config().dtype(), config.dtype());
        requireSame(checkpoint, "bucket-mb", state.config().bucketMb(), config.bucketMb());
    }

    /**
     * Checks that the checkpoint is of the configured model.
     *
     * @throws LockstepException if it is of another
     */
    public void requireModel(TrainConfig config, String checkpoint) {
        requireSame(checkpoint, "model", state.config().model(), config.model());
    }

    private static void requireSame(String checkpoint, String option, Object expected, Object given) {
        if (!expected.equals(given)) {
            throw new LockstepException("the checkpoint " + checkpoint + " was made with --" + option + " " + expected
                    + ", but this run has " + given + "; give --" + option + " " + expected
                    + " or another checkpoint");
        }
    }
}
