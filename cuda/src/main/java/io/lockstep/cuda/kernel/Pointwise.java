package io.lockstep.cuda.kernel;

import io.lockstep.cuda.driver.Gpu;
import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.UnaryOp;

/** Unary, binary and where, with broadcasting (pointwise.cu). */
public final class Pointwise {
    private final Gpu gpu;

    Pointwise(Gpu gpu) {
        this.gpu = gpu;
    }

    public void unary(UnaryOp op, NdArray x, NdArray y) {
        if (!gpu.toString().isEmpty()) {
            throw new UnsupportedOperationException("not written yet on " + gpu);
        }
    }

    public void binary(BinaryOp op, NdArray a, NdArray b, NdArray y) {
        if (!gpu.toString().isEmpty()) {
            throw new UnsupportedOperationException("not written yet on " + gpu);
        }
    }

    public void where(NdArray condition, NdArray a, NdArray b, NdArray y) {
        if (!gpu.toString().isEmpty()) {
            throw new UnsupportedOperationException("not written yet on " + gpu);
        }
    }
}
