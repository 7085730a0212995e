package io.lockstep.worker.training;

import io.lockstep.engine.data.HostBatch;
import io.lockstep.engine.tensor.Tensor;
import java.nio.ByteBuffer;

/** How many of a batch's samples a network got right. */
final class BatchScore {
    private BatchScore() {}

    /** Rows of {@code logits} [N, C] whose largest element is that of the sample's class. */
    static int correct(Tensor logits, HostBatch batch) {
        ByteBuffer guesses = logits.argmax(1).contiguousBuffer();
        ByteBuffer labels = batch.labels();
        int correct = 0;
        for (int i = 0; i < batch.size(); i++) {
            if (guesses.getLong(i * Long.BYTES) == labels.getLong(i * Long.BYTES)) {
                correct++;
            }
        }
        return correct;
    }
}
