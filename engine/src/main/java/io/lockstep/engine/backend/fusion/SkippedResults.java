package io.lockstep.engine.backend.fusion;

import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Storage;
import java.util.ArrayList;
import java.util.List;

/**
 * Results between two kernels that ran as one, which were never written. Each is computed when it is looked at after all,
 * or before one of the arrays that it comes from is overwritten. The parameters are the exception: to compute all before
 * the optimizer updates them would undo the gain, so from then on looking at a skipped result is an error.
 */
final class SkippedResults {
    private final Runnable beforeComputing;
    private final List<Held> skipped = new ArrayList<>();
    private long updates;

    /** @param beforeComputing runs what waits, which may be what the result comes from */
    SkippedResults(Runnable beforeComputing) {
        this.beforeComputing = beforeComputing;
    }

    /**
     * Skips the result of {@code kernel}.
     *
     * @param computation writes it
     */
    void add(Held kernel, Runnable computation) {
        NdArray y = kernel.y();
        long before = updates;
        skipped.add(kernel);
        y.storage().beforeAccess(() -> {
            if (updates != before) {
                throw new IllegalStateException("an inner result " + y.shape()
                        + " was run as one with the next operation and never stored;"
                        + " read it before the optimizer changes the parameters");
            }
            beforeComputing.run();
            computation.run();
            skipped.removeIf(each -> each.y() == y);
        });
    }

    /** Computes the results that come from {@code array}, which is about to be overwritten, unless nobody can read them. */
    void beforeOverwriting(NdArray array) {
        for (Held kernel : List.copyOf(skipped)) {
            Storage y = kernel.y().storage();
            if (!y.isReleased() && y != array.storage() && reads(kernel, array.storage())) {
                y.settle();
            }
        }
    }

    private static boolean reads(Held kernel, Storage storage) {
        boolean[] found = {false};
        kernel.arrays(array -> found[0] |= array.storage() == storage);
        return found[0];
    }

    /** From now on a look at a result that was skipped before is an error. */
    void parametersUpdated() {
        updates++;
        skipped.clear();
    }

    /** Stops watching what the results come from, at the end of a step, with which they end. */
    void forget() {
        skipped.clear();
    }
}
