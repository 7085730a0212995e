package io.lockstep.engine.ops;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.tensor.Tensor;

/**
 * Which element types go together in operations with parameters: one type for all, or activations of a half precision
 * beside float32 parameters, as mixed precision has it (Micikevicius et al. 2018, section 3.1).
 */
final class Precision {
    private Precision() {}

    /** Whether activations of type {@code x} may stand beside parameters of type {@code parameter}. */
    static boolean fits(DType x, DType parameter) {
        return x == parameter ? x != DType.BFLOAT16 : x.isHalf() && parameter == DType.FLOAT32;
    }

    /**
     * Whether an operation that computes in the type of autocast takes x beside {@code parameter}: a half precision beside
     * float32 parameters only under autocast.
     */
    static boolean fitsAutocast(Tensor x, Tensor parameter) {
        DType computed = isCast(x.dtype()) ? x.device().autocastType() : null;
        return computed == null
                ? x.dtype() == parameter.dtype() && fits(x.dtype(), x.dtype())
                : fits(computed, parameter.dtype());
    }

    /**
     * x as such an operation takes it: under autocast float32 and the other half precision become the type of autocast, by a
     * recorded conversion.
     */
    static Tensor activation(Tensor x) {
        DType type = x.device().autocastType();
        return type != null && isCast(x.dtype()) ? x.to(type) : x;
    }

    /** Whether autocast converts tensors of this type: float64 stays, as all that is not floating. */
    static boolean isCast(DType dtype) {
        return dtype == DType.FLOAT32 || dtype.isHalf();
    }

    /** x as a loss takes it: a half precision becomes float32, whose range a sum over a batch may need. */
    static Tensor loss(Tensor x) {
        return x.dtype().isHalf() ? x.to(DType.FLOAT32) : x;
    }

    /** The cure for types that do not fit, to end an error's message. */
    static String cure(Tensor x, Tensor parameter) {
        if (parameter.dtype().isHalf()) {
            return "; keep parameters in float32 and run inside Device.autocast("
                    + parameter.dtype().name() + ")";
        }
        return x.dtype().isHalf() && parameter.dtype() == DType.FLOAT32
                ? "; convert it with to(FLOAT32), or run inside Device.autocast("
                        + x.dtype().name() + ")"
                : "; convert one with to()";
    }
}
