package io.lockstep.comms.compress;

import java.util.Locale;

/** How gradients are made smaller for the wire. */
public enum Method {
    /** {@link HalfPrecision} as IEEE 754 binary16. */
    FLOAT16,
    /** {@link HalfPrecision} as the upper half of a float. */
    BFLOAT16,
    /** {@link Int8Blocks}. */
    INT8,
    /** {@link TopK}. */
    TOPK,
    /** {@link PowerSgd}. */
    POWERSGD;

    /** The name in options and messages: {@code topk}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
