package io.lockstep.cuda.kernel;

import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.UnaryOp;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which pointwise functions have kernels of their own in pointwisedense.cu, for float32 and the half precisions. */
final class DenseKernels {
    private static final UnaryOp.Function[] UNARY = {
        UnaryOp.Function.NEGATE,
        UnaryOp.Function.SQUARE,
        UnaryOp.Function.SQRT,
        UnaryOp.Function.EXP,
        UnaryOp.Function.TANH,
        UnaryOp.Function.SIGMOID,
        UnaryOp.Function.RELU,
        UnaryOp.Function.LINEAR,
        UnaryOp.Function.SWISH,
        UnaryOp.Function.SWISH_DERIVATIVE,
        UnaryOp.Function.GELU_ERF,
        UnaryOp.Function.GELU_ERF_DERIVATIVE
    };
    private static final BinaryOp[] BINARY = {
        BinaryOp.ADD, BinaryOp.SUBTRACT, BinaryOp.MULTIPLY, BinaryOp.DIVIDE, BinaryOp.RELU_BACKWARD
    };
    private static final DType[] DTYPES = {DType.FLOAT32, DType.FLOAT16, DType.BFLOAT16};

    private final Map<UnaryOp.Function, Map<DType, String>> unary = new EnumMap<>(UnaryOp.Function.class);
    private final Map<BinaryOp, Map<DType, String>> binary = new EnumMap<>(BinaryOp.class);

    DenseKernels() {
        for (UnaryOp.Function function : UNARY) {
            unary.put(function, names(function));
        }
        for (BinaryOp op : BINARY) {
            binary.put(op, names(op));
        }
    }

    private static Map<DType, String> names(Enum<?> function) {
        Map<DType, String> names = new EnumMap<>(DType.class);
        for (DType dtype : DTYPES) {
            names.put(dtype, "pointwisedense_" + function.name().toLowerCase(Locale.ROOT) + "_" + dtype);
        }
        return names;
    }

    /** The name of the kernel, null if there is none. */
    @Nullable
    String of(UnaryOp.Function function, DType dtype) {
        Map<DType, String> names = unary.get(function);
        return names == null ? null : names.get(dtype);
    }

    /** The name of the kernel, null if there is none. */
    @Nullable
    String of(BinaryOp op, DType dtype) {
        Map<DType, String> names = binary.get(op);
        return names == null ? null : names.get(dtype);
    }
}
