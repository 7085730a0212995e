package io.lockstep.cuda.kernel;

import io.lockstep.engine.backend.DType;

/** What multiplies the elements of a product, and so which kernels do: those whose file's name ends with {@link #suffix}. */
enum ProductKind {
    BFLOAT16("bf16", DType.BFLOAT16, true),
    FLOAT16("f16", DType.FLOAT16, true),
    /** Float32 rounded to 10 bits behind the point. */
    TENSOR_FLOAT32("tf32", DType.FLOAT32, true),
    FLOAT32("f32", DType.FLOAT32, false);

    /** What one step of a kernel covers along the dimension that is summed over. */
    private static final int STEP_BYTES = 128;
    /** What one copy instruction moves. */
    private static final int CHUNK_BYTES = 16;

    private final String suffix;
    private final DType dtype;
    private final boolean onTensorCores;

    ProductKind(String suffix, DType dtype, boolean onTensorCores) {
        this.suffix = suffix;
        this.dtype = dtype;
        this.onTensorCores = onTensorCores;
    }

    /** For elements of a type other than float64. */
    static ProductKind of(DType dtype, boolean tensorFloat32) {
        return switch (dtype) {
            case BFLOAT16 -> BFLOAT16;
            case FLOAT16 -> FLOAT16;
            case FLOAT32 -> tensorFloat32 ? TENSOR_FLOAT32 : FLOAT32;
            default -> throw new IllegalArgumentException("tiles are for floating types up to 32 bits, not " + dtype);
        };
    }

    String suffix() {
        return suffix;
    }

    DType dtype() {
        return dtype;
    }

    boolean onTensorCores() {
        return onTensorCores;
    }

    /** Elements that are copied at a time. */
    int chunk() {
        return CHUNK_BYTES / dtype.bytes();
    }

    /** Elements summed in one step. */
    int depth() {
        return STEP_BYTES / dtype.bytes();
    }

    /** {@code count} filled up to whole chunks. */
    long wholeChunks(long count) {
        return (count + chunk() - 1) / chunk() * chunk();
    }
}
