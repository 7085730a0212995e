package io.lockstep.engine.ops;

import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.UnaryOp.Function;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;

/** Trigonometric and hyperbolic functions and their inverses, of whole numbers in float32. */
public final class Trigonometry {
    private Trigonometry() {}

    /** y = sin x; dx = dy cos x. */
    public static Tensor sin(Tensor x) {
        return Unary.ofInput("sin", Function.SIN, Promotion.floating(x), (dy, input) -> dy.mul(input.cos()));
    }

    /** y = cos x; dx = -dy sin x. */
    public static Tensor cos(Tensor x) {
        return Unary.ofInput(
                "cos",
                Function.COS,
                Promotion.floating(x),
                (dy, input) -> dy.neg().mul(input.sin()));
    }

    /** y = tan x; dx = dy (1 + y^2). */
    public static Tensor tan(Tensor x) {
        return Unary.ofOutput(
                "tan",
                Function.TAN,
                Promotion.floating(x),
                (dy, y) -> dy.mul(y.square().add(1)));
    }

    /** y = arcsin x; dx = dy / sqrt(1 - x^2). */
    public static Tensor asin(Tensor x) {
        return Unary.ofInput("asin", Function.ASIN, Promotion.floating(x), (dy, input) -> dy.mul(toCircle(input)));
    }

    /** y = arccos x; dx = -dy / sqrt(1 - x^2). */
    public static Tensor acos(Tensor x) {
        return Unary.ofInput(
                "acos",
                Function.ACOS,
                Promotion.floating(x),
                (dy, input) -> dy.neg().mul(toCircle(input)));
    }

    /** y = arctan x; dx = dy / (1 + x^2). */
    public static Tensor atan(Tensor x) {
        return Unary.ofInput(
                "atan",
                Function.ATAN,
                Promotion.floating(x),
                (dy, input) -> dy.div(input.square().add(1)));
    }

    /** y = (e^x - e^-x) / 2; dx = dy cosh x. */
    public static Tensor sinh(Tensor x) {
        return Unary.ofInput("sinh", Function.SINH, Promotion.floating(x), (dy, input) -> dy.mul(input.cosh()));
    }

    /** y = (e^x + e^-x) / 2; dx = dy sinh x. */
    public static Tensor cosh(Tensor x) {
        return Unary.ofInput("cosh", Function.COSH, Promotion.floating(x), (dy, input) -> dy.mul(input.sinh()));
    }

    /** y = tanh x; dx = dy (1 - y^2). */
    public static Tensor tanh(Tensor x) {
        return Unary.ofOutput(
                "tanh",
                Function.TANH,
                Promotion.floating(x),
                (dy, y) -> dy.mul(y.square().rsub(1)));
    }

    /** y = arsinh x; dx = dy / sqrt(x^2 + 1). */
    public static Tensor asinh(Tensor x) {
        return Unary.ofInput(
                "asinh",
                Function.ASINH,
                Promotion.floating(x),
                (dy, input) -> dy.mul(input.square().add(1).rsqrt()));
    }

    /** y = arcosh x; dx = dy / sqrt(x^2 - 1). */
    public static Tensor acosh(Tensor x) {
        return Unary.ofInput(
                "acosh",
                Function.ACOSH,
                Promotion.floating(x),
                (dy, input) -> dy.mul(input.square().sub(1).rsqrt()));
    }

    /** y = artanh x; dx = dy / (1 - x^2). */
    public static Tensor atanh(Tensor x) {
        return Unary.ofInput(
                "atanh",
                Function.ATANH,
                Promotion.floating(x),
                (dy, input) -> dy.div(input.square().rsub(1)));
    }

    /** y = angle of the point (b, a); da = dy b / (a^2 + b^2), db = -dy a / (a^2 + b^2). */
    public static Tensor atan2(Tensor a, Tensor b) {
        return Operands.floating("atan2", a, b)
                .compute(
                        BinaryOp.ATAN2,
                        (dy, x, z) -> dy.mul(z).mul(inverseSquare(x, z)),
                        (dy, x, z) -> dy.mul(x.neg()).mul(inverseSquare(x, z)));
    }

    /** y = sqrt(a^2 + b^2); da = dy a / y, db = dy b / y. */
    public static Tensor hypot(Tensor a, Tensor b) {
        Operands of = Operands.promoted("hypot", a, b);
        Promotion.requireFloating("hypot", of.a());
        Tensor x = of.a().detach().abs();
        Tensor z = of.b().detach().abs();
        Tensor larger = x.maximum(z);
        Tensor ratio = x.minimum(z).div(larger);
        Tensor product = larger.mul(ratio.square().add(1).sqrt());
        Tensor isBound = larger.eq(0).logicalOr(x.isinf()).logicalOr(z.isinf());
        Tensor y = Selection.where(
                isBound, x.add(z).nanToNum(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, 0), product);
        return y.computedBy(new Hypot(of.a(), of.b(), y), of.a(), of.b());
    }

    private static Tensor inverseSquare(Tensor a, Tensor b) {
        return a.square().add(b.square()).reciprocal();
    }

    private static Tensor toCircle(Tensor x) {
        return x.square().rsub(1).rsqrt();
    }

    private record Hypot(Tensor a, Tensor b, Tensor y) implements Operation {
        @Override
        public String name() {
            return "hypot";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            if (dx.wanted(0)) {
                Binary.giveBack(dx, 0, dy.mul(a).div(y), a.shape());
            }
            if (dx.wanted(1)) {
                Binary.giveBack(dx, 1, dy.mul(b).div(y), b.shape());
            }
        }
    }
}
