package io.lockstep.engine.ops;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;

/** Sums with products of further tensors. */
public final class Interpolation {
    private Interpolation() {}

    /** y = start + weight (end - start), of one floating type; dstart = dy (1 - weight), dend = dy weight. */
    public static Tensor lerp(Tensor start, Tensor end, double weight) {
        requireOneType(start, end);
        Tensor a = start.detach();
        Tensor b = end.detach();
        Tensor distance = b.sub(a);
        Tensor y = Math.abs(weight) < 0.5 ? a.add(distance.mul(weight)) : b.sub(distance.mul(1 - weight));
        Tensor number = Promotion.number(start, weight);
        return y.computedBy(new Lerp(start, end, number), start, end, number);
    }

    /** As with a number; dweight = dy (end - start). */
    public static Tensor lerp(Tensor start, Tensor end, Tensor weight) {
        requireOneType(start, end);
        requireOneType(start, weight);
        Tensor a = start.detach();
        Tensor b = end.detach();
        Tensor w = weight.detach();
        Tensor distance = b.sub(a);
        // From the nearer end, so that weights 0 and 1 give the ends themselves.
        Tensor y = Selection.where(w.abs().lt(0.5), a.add(w.mul(distance)), b.sub(distance.mul(w.rsub(1))));
        return y.computedBy(new Lerp(start, end, weight), start, end, weight);
    }

    /** y = x + value a b. */
    public static Tensor addcmul(Tensor x, Tensor a, Tensor b, double value) {
        DType dtype = Promotion.resultType(x, a, b);
        Tensor start = Promotion.requireNumbers("addcmul", x.to(dtype));
        return Arithmetic.add(start, a.to(dtype).mul(b.to(dtype)), value);
    }

    /** y = x + value a / b, where b is floating if a is not. */
    public static Tensor addcdiv(Tensor x, Tensor a, Tensor b, double value) {
        if (!a.dtype().isFloating() && !b.dtype().isFloating()) {
            throw new IllegalArgumentException("addcdiv does not divide " + a.dtype() + " by " + b.dtype()
                    + ", since it is not clear whether to round; use add(a.div(b)), or convert with to(FLOAT32)");
        }
        DType dtype = Promotion.resultType(x, a, b);
        return x.to(dtype).add(a.to(dtype).div(b.to(dtype)).mul(value));
    }

    private static void requireOneType(Tensor start, Tensor other) {
        Promotion.requireFloating("lerp", start);
        if (start.dtype() != other.dtype()) {
            throw new IllegalArgumentException("lerp expects tensors of one element type but got " + start.dtype()
                    + " and " + other.dtype() + "; convert one with to()");
        }
    }

    private record Lerp(Tensor start, Tensor end, Tensor weight) implements Operation {
        @Override
        public String name() {
            return "lerp";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            if (dx.wanted(0)) {
                Binary.giveBack(dx, 0, dy.mul(weight.rsub(1)), start.shape());
            }
            if (dx.wanted(1)) {
                Binary.giveBack(dx, 1, dy.mul(weight), end.shape());
            }
            if (dx.wanted(2)) {
                Binary.giveBack(dx, 2, dy.mul(end.sub(start)), weight.shape());
            }
        }
    }
}
