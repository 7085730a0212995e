package io.lockstep.worker.training;

import io.lockstep.comms.compress.Compression;
import io.lockstep.worker.checkpoint.TrainingState;
import io.lockstep.worker.config.TrainConfig;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whether what a compression of gradients had left out is of use to a run that goes on from a checkpoint. */
final class Residuals {
    private Residuals() {}

    /** Why a run of {@code now} cannot use the residuals of a checkpoint made in {@code then}; null if it can. */
    static @Nullable String obstacle(TrainingState then, TrainConfig now, int worldSize) {
        if (then.worldSize() != worldSize) {
            return "which was made by " + then.worldSize() + " workers, each with its own, while this run has "
                    + worldSize;
        }
        Compression before = Compressions.of(then.config());
        Compression after = Compressions.of(now);
        if (!Objects.equals(before, after)) {
            return "which was made with --gradient-compression " + (before == null ? "none" : before)
                    + ", while this run has " + (after == null ? "none" : after);
        }
        return null;
    }
}
