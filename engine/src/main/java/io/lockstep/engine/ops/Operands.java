package io.lockstep.engine.ops;

import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;

/**
 * The two operands of a pointwise operation on one device and in one element type. Conversions are recorded, so the
 * gradient of each goes back in the operand's own type.
 */
record Operands(String name, Tensor a, Tensor b) {
    /** In the type in which they meet. */
    static Operands promoted(String name, Tensor a, Tensor b) {
        return a.dtype() == b.dtype() ? in(a.dtype(), name, a, b) : in(Promotion.resultType(a, b), name, a, b);
    }

    /** In the type in which they meet, float32 if that is not floating. */
    static Operands floating(String name, Tensor a, Tensor b) {
        DType met = Promotion.resultType(a, b);
        return in(met.isFloating() ? met : DType.FLOAT32, name, a, b);
    }

    private static Operands in(DType dtype, String name, Tensor a, Tensor b) {
        if (a.device() == b.device()) {
            return new Operands(name, a.to(dtype), b.to(dtype));
        }
        Device device = a.dim() == 0 && b.dim() > 0 ? b.device() : a.device();
        return new Operands(
                name, moved(name, a, device).to(dtype), moved(name, b, device).to(dtype));
    }

    /** x on {@code device}, where only a scalar in the host's memory is moved. */
    static Tensor moved(String name, Tensor x, Device device) {
        if (x.device() != device && (x.dim() > 0 || x.isCuda())) {
            throw new IllegalArgumentException(name + "() got tensors on different devices, " + device.name() + " and "
                    + x.device().name() + "; move them to one with to(device)");
        }
        return x.to(device);
    }

    /** What {@code op} makes of both, broadcast to one shape; truth values if it is a predicate. */
    Tensor compute(BinaryOp op) {
        Shape shape = Broadcasting.shape(name, a.shape(), b.shape());
        Tensor y = a.device().empty(op.isPredicate() ? DType.BOOL : a.dtype(), shape);
        a.device()
                .backend()
                .binary(op, Broadcasting.expand(a.array(), shape), Broadcasting.expand(b.array(), shape), y.array());
        return y;
    }

    /** As {@link #compute}, recorded with the gradients of a and b from dy, a and b before they are summed to the shapes. */
    Tensor compute(BinaryOp op, Binary.Partial da, Binary.Partial db) {
        return compute(op).computedBy(new Binary(name, a, b, da, db), a, b);
    }
}
