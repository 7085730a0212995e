package io.lockstep.worker.training;

import io.lockstep.engine.data.HostBatch;
import io.lockstep.engine.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The loss of a batch and how many of its samples a network got right, on their way from the device: who reads them waits for it,
 * so it is best read when the device has got all the work of the step.
 */
final class BatchScore {
    private final Tensor lossSum;
    private final Tensor guesses;
    private final HostBatch batch;

    /** @param logits [N, C]: a sample is right if the largest element of its row is that of its class */
    BatchScore(Tensor lossSum, Tensor logits, HostBatch batch) {
        this.lossSum = lossSum.detach();
        this.batch = batch;
        guesses = logits.detach().argmax(1);
    }

    /** Adds the score to those of other batches; within the step of the device in which it was made. */
    void addTo(Totals totals) {
        totals.add(lossSum.item(), correct(), batch.size());
    }

    private int correct() {
        ByteBuffer chosen = guesses.contents().order(ByteOrder.nativeOrder());
        ByteBuffer labels = batch.labels();
        int correct = 0;
        for (int i = 0; i < batch.size(); i++) {
            if (chosen.getLong(i * Long.BYTES) == labels.getLong(i * Long.BYTES)) {
                correct++;
            }
        }
        return correct;
    }
}
