package io.lockstep.worker.config;

import io.lockstep.engine.models.Models;
import java.util.Set;

/** The networks that {@code --model} can name. */
public final class ModelNames {
    private ModelNames() {}

    public static Set<String> all() {
        return Models.names();
    }
}
