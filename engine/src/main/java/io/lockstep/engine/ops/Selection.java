package io.lockstep.engine.ops;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;

/** Elements chosen by truth values. */
public final class Selection {
    private Selection() {}

    /** y = a where the condition (bool) holds, else b, all broadcast; da = dy where it holds, db = dy elsewhere. */
    public static Tensor where(Tensor condition, Tensor a, Tensor b) {
        return choose("where", condition, a, b);
    }

    /** As with two tensors. */
    public static Tensor where(Tensor condition, Tensor a, double b) {
        return where(condition, a, Promotion.number(a, b));
    }

    /** As with two tensors. */
    public static Tensor where(Tensor condition, Tensor a, long b) {
        return where(condition, a, Promotion.number(a, b));
    }

    /** y = value where the mask (bool) holds, else x; dx = dy where it does not. */
    public static Tensor maskedFill(Tensor x, Tensor mask, double value) {
        Promotion.requireHolds("maskedFill", x.dtype(), value);
        return choose("maskedFill", mask, x.device().full(x.dtype(), Shape.SCALAR, value), x);
    }

    /**
     * y = value where the mask (bool) holds, else x; dvalue = sum of dy where it does.
     *
     * @param value a scalar of a type that may become that of x
     */
    public static Tensor maskedFill(Tensor x, Tensor mask, Tensor value) {
        if (value.dim() != 0 || (x.dtype() != DType.BOOL && !x.dtype().canHold(value.dtype()))) {
            throw new IllegalArgumentException("maskedFill expects a scalar that fits into " + x.dtype() + " but got "
                    + value.dtype() + value.shape() + "; use where()");
        }
        return choose("maskedFill", mask, value.to(x.dtype()), x);
    }

    /** y = x with {@code nan}, {@code posInf} and {@code negInf} in the place of what is no number; dx = dy elsewhere. */
    public static Tensor nanToNum(Tensor x, double nan, double posInf, double negInf) {
        if (!x.dtype().isFloating()) {
            return x.clone();
        }
        Tensor known = x.detach();
        Tensor y = known.maskedFill(known.isnan(), nan)
                .maskedFill(known.eq(Double.POSITIVE_INFINITY), posInf)
                .maskedFill(known.eq(Double.NEGATIVE_INFINITY), negInf);
        return y.computedBy(new Unary("nanToNum", x, (dy, input) -> only(dy, input.isfinite())), x);
    }

    /** dy where {@code passes} holds, else 0. */
    static Tensor only(Tensor dy, Tensor passes) {
        return where(passes, dy, dy.device().zeros(dy.dtype(), Shape.SCALAR));
    }

    private static Tensor choose(String name, Tensor condition, Tensor a, Tensor b) {
        if (condition.dtype() != DType.BOOL) {
            throw new IllegalArgumentException(name + " expects truth values to choose by but got " + condition.dtype()
                    + "; compare, for example with ne(0)");
        }
        Operands of = Operands.promoted(name, a, b);
        Device device = of.a().device();
        Tensor chooses = Operands.moved(name, condition, device);
        Shape values = Broadcasting.shape(name, a.shape(), b.shape());
        Shape shape = Broadcasting.shape(name, values, condition.shape());
        Tensor y = device.empty(of.a().dtype(), shape);
        device.backend()
                .where(
                        Broadcasting.expand(chooses.array(), shape),
                        Broadcasting.expand(of.a().array(), shape),
                        Broadcasting.expand(of.b().array(), shape),
                        y.array());
        return y.computedBy(new Rule(name, chooses, a.shape(), b.shape()), of.a(), of.b());
    }

    private record Rule(String name, Tensor condition, Shape a, Shape b) implements Operation {
        @Override
        public void backward(Tensor dy, Gradients dx) {
            if (dx.wanted(0)) {
                Binary.giveBack(dx, 0, only(dy, condition), a);
            }
            if (dx.wanted(1)) {
                Binary.giveBack(dx, 1, only(dy, condition.logicalNot()), b);
            }
        }
    }
}
