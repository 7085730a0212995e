package io.lockstep.engine.training;

/**
 * How far training is.
 *
 * @param epoch epochs done, which is the number of the one that is running
 * @param batch batches done of the running epoch
 * @param batches how many batches an epoch has, or -1 where nobody knows
 * @param step steps of the optimizer since the beginning
 */
public record TrainingPosition(long epoch, int batch, int batches, long step) {
    /** Before the first step. */
    public static final TrainingPosition START = new TrainingPosition(0, 0, -1, 0);

    public TrainingPosition {
        if (epoch < 0 || batch < 0 || step < 0 || batches < -1) {
            throw new IllegalArgumentException("epoch, batch and step count from 0, but got " + epoch + ", " + batch
                    + " of " + batches + " and " + step);
        }
    }

    TrainingPosition afterStep(int batchesOfStep, int batchesOfEpoch) {
        return new TrainingPosition(epoch, batch + batchesOfStep, batchesOfEpoch, step + 1);
    }

    TrainingPosition afterEpoch() {
        return new TrainingPosition(epoch + 1, 0, batches, step);
    }

    @Override
    public String toString() {
        return "epoch " + epoch + ", batch " + batch + (batches < 0 ? "" : " of " + batches) + ", step " + step;
    }
}
