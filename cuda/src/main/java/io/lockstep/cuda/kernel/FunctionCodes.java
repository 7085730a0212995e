package io.lockstep.cuda.kernel;

import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.Reduction;
import io.lockstep.engine.backend.UnaryOp;

/** The numbers by which kernels know functions: functions.h and functions_fold.h list them in the same order. */
@SuppressWarnings("EnumOrdinal")
final class FunctionCodes {
    private FunctionCodes() {}

    static int of(UnaryOp.Function function) {
        return function.ordinal();
    }

    static int of(BinaryOp op) {
        return op.ordinal();
    }

    static int of(Reduction op) {
        return op.ordinal();
    }
}
