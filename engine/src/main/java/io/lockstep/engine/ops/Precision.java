package io.lockstep.engine.ops;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.tensor.Tensor;

/**
 * Which element types go together in operations with parameters: one type for all, or bfloat16 activations beside
 * float32 parameters, as mixed precision has it (Micikevicius et al. 2018, section 3.1).
 */
final class Precision {
    private Precision() {}

    /** Whether activations of type {@code x} may stand beside parameters of type {@code parameter}. */
    static boolean fits(DType x, DType parameter) {
        return x == DType.BFLOAT16 ? parameter == DType.FLOAT32 : x == parameter;
    }

    /**
     * Whether an operation that computes in the type of autocast takes x beside {@code parameter}: bfloat16 activations
     * only under autocast.
     */
    static boolean fitsAutocast(Tensor x, Tensor parameter) {
        return fits(x.dtype(), parameter.dtype())
                && (x.dtype() != DType.BFLOAT16 || x.device().autocastType() == DType.BFLOAT16);
    }

    /** x as such an operation takes it: under autocast float32 becomes the type of autocast, by a recorded conversion. */
    static Tensor activation(Tensor x) {
        DType type = x.device().autocastType();
        return type != null && x.dtype() == DType.FLOAT32 ? x.to(type) : x;
    }

    /** The cure for types that do not fit, to end an error's message. */
    static String cure(Tensor x, Tensor parameter) {
        if (parameter.dtype() == DType.BFLOAT16) {
            return "; keep parameters in float32 and run inside Device.autocast(BFLOAT16)";
        }
        return x.dtype() == DType.BFLOAT16 && parameter.dtype() == DType.FLOAT32
                ? "; convert it with to(FLOAT32), or run inside Device.autocast(BFLOAT16)"
                : "; convert one with to()";
    }
}
