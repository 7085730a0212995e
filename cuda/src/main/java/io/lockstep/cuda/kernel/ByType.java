package io.lockstep.cuda.kernel;

import io.lockstep.engine.backend.DType;
import java.util.Locale;

/** Kernels of one name that differ in their element type, such as {@code pooling_max_float32}; the names are made once. */
final class ByType {
    private final String[] names = new String[DType.values().length];

    ByType(String prefix) {
        for (DType dtype : DType.values()) {
            names[Codes.of(dtype)] = prefix + "_" + dtype.name().toLowerCase(Locale.ROOT);
        }
    }

    String of(DType dtype) {
        return names[Codes.of(dtype)];
    }
}
