package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.DType;
import org.bytedeco.dnnl.memory;
import org.jspecify.annotations.Nullable;

/** oneDNN's names of the element types that its kernels compute in here. */
final class DataTypes {
    private DataTypes() {}

    static memory.data_type of(DType dtype) {
        return switch (dtype) {
            case FLOAT32 -> memory.data_type.f32;
            case BFLOAT16 -> memory.data_type.bf16;
            case FLOAT64, FLOAT16, INT64, INT32, INT16, INT8, UINT8, BOOL ->
                throw new IllegalArgumentException(
                        "no kernel of oneDNN computes in " + dtype + " here; leave it to the second backend");
        };
    }

    /** Null for a type that only oneDNN itself reads. */
    static @Nullable DType of(memory.data_type type) {
        return switch (type.intern()) {
            case f32 -> DType.FLOAT32;
            case bf16 -> DType.BFLOAT16;
            default -> null;
        };
    }
}
