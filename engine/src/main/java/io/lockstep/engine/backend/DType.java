package io.lockstep.engine.backend;

import java.util.Locale;

/**
 * Element type of a tensor, with PyTorch's name and the code that a safetensors file uses for it. The order within a kind
 * is that of {@linkplain #promote promotion}.
 */
public enum DType {
    BOOL(Kind.BOOLEAN, Byte.BYTES, "BOOL"),
    UINT8(Kind.INTEGRAL, Byte.BYTES, "U8"),
    INT8(Kind.INTEGRAL, Byte.BYTES, "I8"),
    INT16(Kind.INTEGRAL, Short.BYTES, "I16"),
    INT32(Kind.INTEGRAL, Integer.BYTES, "I32"),
    INT64(Kind.INTEGRAL, Long.BYTES, "I64"),
    FLOAT16(Kind.FLOATING, Short.BYTES, "F16"),
    BFLOAT16(Kind.FLOATING, Short.BYTES, "BF16"),
    FLOAT32(Kind.FLOATING, Float.BYTES, "F32"),
    FLOAT64(Kind.FLOATING, Double.BYTES, "F64");

    /** The kinds of numbers, each of which holds those before it. */
    private enum Kind {
        BOOLEAN,
        INTEGRAL,
        FLOATING
    }

    private final Kind kind;
    private final int bytes;
    private final String safetensorsCode;

    DType(Kind kind, int bytes, String safetensorsCode) {
        this.kind = kind;
        this.bytes = bytes;
        this.safetensorsCode = safetensorsCode;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }

    public boolean isFloating() {
        return kind == Kind.FLOATING;
    }

    /** Whether this is one of the two floating types of 16 bits. */
    public boolean isHalf() {
        return this == FLOAT16 || this == BFLOAT16;
    }

    /** Whether elements are whole numbers; {@link #BOOL} is not among them. */
    public boolean isIntegral() {
        return kind == Kind.INTEGRAL;
    }

    /** The larger of two kinds decides: whether numbers of {@code other} may become numbers of this type at all. */
    public boolean canHold(DType other) {
        return kind.compareTo(other.kind) >= 0;
    }

    /**
     * The smallest type that holds the values of both, as {@code torch.promote_types} gives it: of two kinds the larger
     * one, of two types of one kind the wider; uint8 with a signed type needs at least int16, and the two half precisions
     * meet in float32.
     */
    public static DType promote(DType a, DType b) {
        if (a == b) {
            return a;
        }
        DType wider = a.compareTo(b) > 0 ? a : b;
        DType narrower = wider == a ? b : a;
        if (narrower == UINT8 && wider == INT8) {
            return INT16;
        }
        if (narrower == FLOAT16 && wider == BFLOAT16) {
            return FLOAT32;
        }
        return wider;
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
