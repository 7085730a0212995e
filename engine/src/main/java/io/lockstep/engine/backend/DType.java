package io.lockstep.engine.backend;

import java.util.Locale;

/** Element type of a tensor, with PyTorch's name and the code that a safetensors file uses for it. */
public enum DType {
    FLOAT32(Float.BYTES, "F32"),
    FLOAT64(Double.BYTES, "F64"),
    BFLOAT16(Short.BYTES, "BF16"),
    INT64(Long.BYTES, "I64"),
    UINT8(Byte.BYTES, "U8");

    private final int bytes;
    private final String safetensorsCode;

    DType(int bytes, String safetensorsCode) {
        this.bytes = bytes;
        this.safetensorsCode = safetensorsCode;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }

    public boolean isFloating() {
        return this == FLOAT32 || this == FLOAT64 || this == BFLOAT16;
    }

    public String safetensorsCode() {
        return safetensorsCode;
    }

    /** PyTorch's name, such as {@code float32}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
