package io.lockstep.engine.tensor.vocabulary;

import io.lockstep.engine.ops.Bounds;
import io.lockstep.engine.ops.Interpolation;
import io.lockstep.engine.ops.Logarithms;
import io.lockstep.engine.ops.Trigonometry;
import io.lockstep.engine.tensor.Tensor;

/** Functions of two and more tensors, broadcast. */
public interface Combining {
    Tensor self();

    /** The larger of both. */
    default Tensor maximum(Tensor other) {
        return Bounds.maximum(self(), other);
    }

    /** The smaller of both. */
    default Tensor minimum(Tensor other) {
        return Bounds.minimum(self(), other);
    }

    /** min(max(x, min), max). */
    default Tensor clamp(double min, double max) {
        return Bounds.clamp(self(), min, max);
    }

    /** max(x, min). */
    default Tensor clampMin(double min) {
        return Bounds.clampMin(self(), min);
    }

    /** min(x, max). */
    default Tensor clampMax(double max) {
        return Bounds.clampMax(self(), max);
    }

    /** min(max(x, min), max). */
    default Tensor clamp(long min, long max) {
        return Bounds.clamp(self(), min, max);
    }

    /** max(x, min). */
    default Tensor clampMin(long min) {
        return Bounds.clampMin(self(), min);
    }

    /** min(x, max). */
    default Tensor clampMax(long max) {
        return Bounds.clampMax(self(), max);
    }

    /** min(max(x, min), max). */
    default Tensor clamp(Tensor min, Tensor max) {
        return Bounds.clamp(self(), min, max);
    }

    /** max(x, min). */
    default Tensor clampMin(Tensor min) {
        return Bounds.clampMin(self(), min);
    }

    /** min(x, max). */
    default Tensor clampMax(Tensor max) {
        return Bounds.clampMax(self(), max);
    }

    /** The angle of the point (other, x). */
    default Tensor atan2(Tensor other) {
        return Trigonometry.atan2(self(), other);
    }

    /** sqrt(x^2 + other^2), without overflow. */
    default Tensor hypot(Tensor other) {
        return Trigonometry.hypot(self(), other);
    }

    /** x ln(other), 0 where x is 0. */
    default Tensor xlogy(Tensor other) {
        return Logarithms.xlogy(self(), other);
    }

    /** ln(e^x + e^other), without overflow. */
    default Tensor logaddexp(Tensor other) {
        return Logarithms.logaddexp(self(), other);
    }

    /** x + weight (end - x). */
    default Tensor lerp(Tensor end, double weight) {
        return Interpolation.lerp(self(), end, weight);
    }

    /** x + weight (end - x). */
    default Tensor lerp(Tensor end, Tensor weight) {
        return Interpolation.lerp(self(), end, weight);
    }

    /** x + a b. */
    default Tensor addcmul(Tensor a, Tensor b) {
        return addcmul(a, b, 1);
    }

    /** x + value a b. */
    default Tensor addcmul(Tensor a, Tensor b, double value) {
        return Interpolation.addcmul(self(), a, b, value);
    }

    /** x + a / b, of floating tensors. */
    default Tensor addcdiv(Tensor a, Tensor b) {
        return addcdiv(a, b, 1);
    }

    /** x + value a / b, of floating tensors. */
    default Tensor addcdiv(Tensor a, Tensor b, double value) {
        return Interpolation.addcdiv(self(), a, b, value);
    }
}
