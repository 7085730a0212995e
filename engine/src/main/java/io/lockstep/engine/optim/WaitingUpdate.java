package io.lockstep.engine.optim;

import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An update of the parameters that each bucket gets only when it is needed. */
final class WaitingUpdate {
    private final List<Bucket> buckets;
    private final BitSet waiting = new BitSet();
    private @Nullable Consumer<Bucket> update;

    /** @param buckets all there are, which may be added later */
    WaitingUpdate(List<Bucket> buckets) {
        this.buckets = buckets;
    }

    /** All buckets wait for {@code update}; what waited for an earlier one gets that now. */
    void begin(Consumer<Bucket> update) {
        settle();
        this.update = update;
        waiting.set(0, buckets.size());
    }

    /** Updates a bucket if it waits. */
    void update(int bucket) {
        if (update != null && waiting.get(bucket)) {
            update.accept(buckets.get(bucket));
            waiting.clear(bucket);
        }
    }

    /** Updates all buckets that wait. */
    void settle() {
        for (int bucket = waiting.nextSetBit(0); bucket >= 0; bucket = waiting.nextSetBit(bucket + 1)) {
            update(bucket);
        }
    }

    /** @throws IllegalStateException if the bucket waits for an update by gradients that have just been overwritten */
    void requireDone(int bucket) {
        if (waiting.get(bucket)) {
            throw new IllegalStateException("a backward pass overwrote the gradients of "
                    + buckets.get(bucket).name() + " before the parameters were updated by them;"
                    + " call settle() after the forward pass");
        }
    }
}
