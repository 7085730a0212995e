package io.lockstep.engine.ops;

import io.lockstep.engine.backend.UnaryOp;
import io.lockstep.engine.backend.UnaryOp.Function;
import io.lockstep.engine.tensor.Tensor;
import java.util.function.UnaryOperator;

/**
 * Activations x g(x) with a g that rises smoothly from 0 to 1. The derivative of each has a kernel, so a backward pass
 * takes two; the derivative of the derivative is composed.
 */
public final class SmoothRectifiers {
    /** Factor of the argument of tanh in the approximate GELU (Hendrycks and Gimpel 2016). */
    private static final double SQRT_2_OVER_PI = Math.sqrt(2 / Math.PI);

    private static final double CUBIC = 0.044715;
    private static final double HEIGHT_OF_BELL = 1 / Math.sqrt(2 * Math.PI);

    private SmoothRectifiers() {}

    /** y = x sigmoid(alpha x) (Ramachandran et al. 2017); of alpha = 1 it is SiLU. */
    public static Tensor swish(Tensor x, double alpha) {
        return apply(
                alpha == 1 ? "silu" : "swish",
                x,
                UnaryOp.of(Function.SWISH, alpha),
                UnaryOp.of(Function.SWISH_DERIVATIVE, alpha),
                input -> swishCurvature(input, alpha));
    }

    /** y = x Phi(x), with the normal distribution function Phi. */
    public static Tensor gelu(Tensor x) {
        return apply(
                "gelu",
                x,
                UnaryOp.of(Function.GELU_ERF),
                UnaryOp.of(Function.GELU_ERF_DERIVATIVE),
                SmoothRectifiers::geluCurvature);
    }

    /** y = x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2. */
    public static Tensor geluTanh(Tensor x) {
        return apply(
                "gelu",
                x,
                UnaryOp.of(Function.GELU_TANH),
                UnaryOp.of(Function.GELU_TANH_DERIVATIVE),
                SmoothRectifiers::geluTanhCurvature);
    }

    /** y = x tanh(ln(1 + e^x)) (Misra 2019). */
    public static Tensor mish(Tensor x) {
        return apply(
                "mish",
                x,
                UnaryOp.of(Function.MISH),
                UnaryOp.of(Function.MISH_DERIVATIVE),
                SmoothRectifiers::mishCurvature);
    }

    /** y = x min(max(x + 3, 0), 6) / 6; dx = dy (x / 3 + 1 / 2) for |x| below 3, dy above, else 0. */
    public static Tensor hardswish(Tensor x) {
        Tensor input = Promotion.requireFloating("hardswish", x).detach();
        Tensor y = input.mul(input.hardsigmoid());
        return y.computedBy(
                new Unary("hardswish", x, (dy, saved) -> {
                    Tensor inner =
                            Selection.where(saved.le(3), dy.mul(saved.div(3).add(0.5)), dy);
                    return inner.maskedFill(saved.lt(-3), 0);
                }),
                x);
    }

    private static Tensor apply(
            String name, Tensor x, UnaryOp function, UnaryOp derivative, UnaryOperator<Tensor> curvature) {
        return Unary.ofInput(
                name,
                function,
                Promotion.requireFloating(name, x),
                (dy, input) -> dy.mul(Unary.ofInput(
                        name + "Derivative", derivative, input, (dz, saved) -> dz.mul(curvature.apply(saved)))));
    }

    /** alpha s (1 - s) (2 + alpha x (1 - 2 s)), with s = sigmoid(alpha x). */
    private static Tensor swishCurvature(Tensor x, double alpha) {
        Tensor s = x.mul(alpha).sigmoid();
        Tensor slope = s.mul(s.rsub(1)).mul(alpha);
        return slope.mul(x.mul(alpha).mul(s.mul(-2).add(1)).add(2));
    }

    /** phi(x) (2 - x^2), with the density phi of the normal distribution. */
    private static Tensor geluCurvature(Tensor x) {
        Tensor square = x.square();
        return square.mul(-0.5).exp().mul(HEIGHT_OF_BELL).mul(square.rsub(2));
    }

    /** (1 - t^2) (u' + x (u'' - 2 t u'^2) / 2), with t = tanh u. */
    private static Tensor geluTanhCurvature(Tensor x) {
        Tensor square = x.square();
        Tensor t = x.mul(square.mul(CUBIC).add(1)).mul(SQRT_2_OVER_PI).tanh();
        Tensor first = square.mul(3 * CUBIC).add(1).mul(SQRT_2_OVER_PI);
        Tensor second = x.mul(6 * CUBIC * SQRT_2_OVER_PI);
        Tensor bend = second.sub(t.mul(2).mul(first.square()));
        return t.square().rsub(1).mul(first.add(x.mul(0.5).mul(bend)));
    }

    /** 2 t' + x t'', with t = tanh(softplus x), t' = (1 - t^2) s, t'' = t' (1 - s - 2 t s) and s = sigmoid x. */
    private static Tensor mishCurvature(Tensor x) {
        Tensor t = x.softplus().tanh();
        Tensor s = x.sigmoid();
        Tensor slope = t.square().rsub(1).mul(s);
        return slope.mul(x.mul(s.rsub(1).sub(t.mul(s).mul(2))).add(2));
    }
}
