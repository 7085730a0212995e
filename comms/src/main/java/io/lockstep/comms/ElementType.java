package io.lockstep.comms;

/** The element types that collectives can reduce, in native byte order. */
public enum ElementType {
    FLOAT32(4),
    FLOAT64(8),
    /** IEEE 754 binary16; sums are rounded after each addition. */
    FLOAT16(2),
    /** The upper half of a float32; sums are rounded after each addition. */
    BFLOAT16(2),
    INT32(4),
    INT64(8);

    private final int bytes;

    ElementType(int bytes) {
        this.bytes = bytes;
    }

    /** The size of one element. */
    public int bytes() {
        return bytes;
    }
}
