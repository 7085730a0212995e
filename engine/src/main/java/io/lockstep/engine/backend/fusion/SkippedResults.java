package io.lockstep.engine.backend.fusion;

import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Results between two kernels that ran as one, which were never written. Each is computed when it is looked at after all,
 * or before one of the arrays that it comes from is overwritten. Parameters are the exception: to compute all that comes
 * from them before the optimizer updates them would undo the gain, so from then on looking at it is an error.
 */
final class SkippedResults {
    private final Runnable beforeComputing;
    private final List<Skipped> skipped = new ArrayList<>();

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
        Skipped result = new Skipped(kernel);
        skipped.add(result);
        y.storage().beforeAccess(() -> {
            if (result.isLost) {
                throw new IllegalStateException("an inner result " + y.shape()
                        + " was run as one with the next operation and never stored;"
                        + " read it before the optimizer changes the parameters");
            }
            beforeComputing.run();
            computation.run();
            skipped.remove(result);
        });
    }

    /** Computes the results that come from {@code array}, which is about to be overwritten, unless nobody can read them. */
    void beforeOverwriting(NdArray array) {
        for (Skipped result : List.copyOf(skipped)) {
            Storage y = result.kernel.y().storage();
            if (!y.isReleased() && y != array.storage() && result.reads(each -> each.storage() == array.storage())) {
                y.settle();
            }
        }
    }

    /** From now on a look at a result that was skipped before, and comes from one of these parameters, is an error. */
    void parametersUpdated(NdArray parameters) {
        skipped.removeIf(result -> {
            boolean isLost = result.reads(each -> each.overlaps(parameters));
            result.isLost = isLost;
            return isLost;
        });
    }

    /** Stops watching what the results come from, at the end of a step, with which they end. */
    void forget() {
        skipped.clear();
    }

    private static final class Skipped {
        private final Held kernel;
        private boolean isLost;

        Skipped(Held kernel) {
            this.kernel = kernel;
        }

        boolean reads(Predicate<NdArray> which) {
            boolean[] found = {false};
            kernel.arrays(array -> found[0] |= which.test(array));
            return found[0];
        }
    }
}
