package io.lockstep.engine.autograd;

import io.lockstep.engine.backend.Storage;
import io.lockstep.engine.tensor.Tensor;
import java.util.IdentityHashMap;

/**
 * The gradients of inner results that a backward pass makes itself, and how many nodes still wait to read each. What the
 * last one has read gives its memory back to the step, so that a pass needs room for a few gradients, not for all.
 * Gradients that come from elsewhere may be saved tensors and are left alone.
 */
final class InnerGradients {
    private final IdentityHashMap<Storage, Readers> made = new IdentityHashMap<>();

    /** The pass made this gradient; nobody reads it yet. */
    Tensor made(Tensor gradient) {
        made.put(gradient.array().storage(), new Readers());
        return gradient;
    }

    /** Somebody holds this gradient for longer than the pass. */
    void keep(Tensor gradient) {
        made.remove(gradient.array().storage());
    }

    /** One more node reads this gradient, or a view of it. */
    void expectReader(Tensor gradient) {
        Readers readers = made.get(gradient.array().storage());
        if (readers != null) {
            readers.count++;
        }
    }

    /** One node has read it. */
    void readerDone(Tensor gradient) {
        Readers readers = made.get(gradient.array().storage());
        if (readers != null) {
            readers.count--;
            releaseIfUnread(gradient);
        }
    }

    /** Gives the memory back if no node waits for it. */
    void releaseIfUnread(Tensor gradient) {
        Storage storage = gradient.array().storage();
        Readers readers = made.get(storage);
        if (readers != null && readers.count == 0) {
            made.remove(storage);
            storage.release();
        }
    }

    /** Whether just one node reads it, so that more may be added to it in place. */
    boolean hasOneReader(Tensor gradient) {
        Readers readers = made.get(gradient.array().storage());
        return readers != null && readers.count == 1;
    }

    private static final class Readers {
        private int count;
    }
}
