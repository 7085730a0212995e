package io.lockstep.engine.ops;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * PyTorch's rules for the element type in which operands of different types meet.
 *
 * <p>Tensors with dimensions come first, then tensors without, then numbers of the program. Within a rank the {@linkplain
 * DType#promote smallest common type} counts; one of a lower rank only if it is of a larger kind, as a floating number
 * beside whole ones. A floating number is float32 then, a whole one int64.
 */
public final class Promotion {
    /** Largest number up to which a double holds every whole one. */
    private static final long EXACT = 1L << 53;

    private Promotion() {}

    /** The type in which {@code tensors} meet, as {@code torch.result_type}. */
    public static DType resultType(Tensor... tensors) {
        DType dimensioned = null;
        DType scalar = null;
        for (Tensor tensor : tensors) {
            if (tensor.dim() > 0) {
                dimensioned = common(dimensioned, tensor.dtype());
            } else {
                scalar = common(scalar, tensor.dtype());
            }
        }
        if (dimensioned == null || scalar == null) {
            return common(dimensioned, scalar == null ? DType.BOOL : scalar);
        }
        return withLower(dimensioned, scalar);
    }

    /** The type in which a tensor of type {@code dtype} meets a floating number. */
    public static DType withFloating(DType dtype) {
        return withLower(dtype, DType.FLOAT32);
    }

    /** The type in which a tensor of type {@code dtype} meets a whole number. */
    public static DType withWhole(DType dtype) {
        return withLower(dtype, DType.INT64);
    }

    /** A number as a scalar tensor of the type in which it meets {@code x}. */
    public static Tensor number(Tensor x, double value) {
        return x.device().full(withFloating(x.dtype()), Shape.SCALAR, value);
    }

    /** A whole number as a scalar tensor of the type in which it meets {@code x}. */
    public static Tensor number(Tensor x, long value) {
        DType dtype = withWhole(x.dtype());
        return Math.abs(value) <= EXACT
                ? x.device().full(dtype, Shape.SCALAR, (double) value)
                : x.device().tensor(value).to(dtype);
    }

    /** x if it is floating, else its elements in float32: what functions with fractional values take. */
    static Tensor floating(Tensor x) {
        return x.dtype().isFloating() ? x : x.to(DType.FLOAT32);
    }

    /** @throws IllegalArgumentException if x is not floating */
    static Tensor requireFloating(String name, Tensor x) {
        if (!x.dtype().isFloating()) {
            throw new IllegalArgumentException(
                    name + " expects a floating tensor but got " + x.dtype() + "; convert it with to(FLOAT32)");
        }
        return x;
    }

    /** @throws IllegalArgumentException if x holds truth values */
    static Tensor requireNumbers(String name, Tensor x) {
        if (x.dtype() == DType.BOOL) {
            throw new IllegalArgumentException(
                    name + " expects numbers but got bool; use a logical operation, or convert it with to()");
        }
        return x;
    }

    /** @throws IllegalArgumentException if {@code value} is beyond the numbers that a type has */
    static void requireHolds(String name, DType dtype, double value) {
        if (!holds(dtype, value)) {
            throw new IllegalArgumentException(
                    name + " cannot put " + value + " into a " + dtype + " tensor; convert it first with to()");
        }
    }

    private static boolean holds(DType dtype, double value) {
        if (dtype == DType.BOOL) {
            return true;
        }
        if (dtype.isFloating()) {
            return !Double.isFinite(value) || Math.abs(value) <= largest(dtype);
        }
        boolean signed = dtype != DType.UINT8;
        double end = Math.scalb(1.0, Byte.SIZE * dtype.bytes() - (signed ? 1 : 0));
        return value > (signed ? -end - 1 : -1) && value < end;
    }

    /** Largest finite number of a floating type. */
    public static double largest(DType dtype) {
        return switch (dtype) {
            case FLOAT16 -> 65504;
            case BFLOAT16 -> 0x1.FEp127;
            case FLOAT64 -> Double.MAX_VALUE;
            default -> Float.MAX_VALUE;
        };
    }

    private static DType common(@Nullable DType known, DType other) {
        return known == null ? other : DType.promote(known, other);
    }

    private static DType withLower(DType higher, DType lower) {
        return higher.canHold(lower) ? higher : lower;
    }
}
