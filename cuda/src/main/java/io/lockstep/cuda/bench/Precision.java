package io.lockstep.cuda.bench;

import io.lockstep.engine.backend.DType;
import java.util.Arrays;
import java.util.List;

/** What tensor cores, or other ones, multiply. */
enum Precision {
    BF16(DType.BFLOAT16, false),
    TF32(DType.FLOAT32, true),
    FLOAT32(DType.FLOAT32, false);

    private final DType dtype;
    private final boolean tensorFloat32;

    Precision(DType dtype, boolean tensorFloat32) {
        this.dtype = dtype;
        this.tensorFloat32 = tensorFloat32;
    }

    /** Of images and weights. */
    DType dtype() {
        return dtype;
    }

    boolean tensorFloat32() {
        return tensorFloat32;
    }

    /** As options and results have it. */
    String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    static List<String> words() {
        return Arrays.stream(values()).map(Precision::word).toList();
    }

    static Precision of(String word) {
        return valueOf(word.toUpperCase(java.util.Locale.ROOT));
    }
}
