package io.lockstep.engine.tensor.vocabulary;

import io.lockstep.engine.ops.InPlace;
import io.lockstep.engine.tensor.Tensor;

/** Pointwise changes of a tensor's own elements; results are converted to its type, if that may hold them. */
public interface PointwiseInPlace {
    Tensor self();

    /** Adds {@code other}. */
    default Tensor add_(Tensor other) {
        return InPlace.apply(self(), "add_", x -> x.add(other));
    }

    /** Adds {@code other}. */
    default Tensor add_(double other) {
        return InPlace.apply(self(), "add_", x -> x.add(other));
    }

    /** Adds {@code other}. */
    default Tensor add_(long other) {
        return InPlace.apply(self(), "add_", x -> x.add(other));
    }

    /** Subtracts {@code other}. */
    default Tensor sub_(Tensor other) {
        return InPlace.apply(self(), "sub_", x -> x.sub(other));
    }

    /** Subtracts {@code other}. */
    default Tensor sub_(double other) {
        return InPlace.apply(self(), "sub_", x -> x.sub(other));
    }

    /** Subtracts {@code other}. */
    default Tensor sub_(long other) {
        return InPlace.apply(self(), "sub_", x -> x.sub(other));
    }

    /** Multiplies by {@code other}. */
    default Tensor mul_(Tensor other) {
        return InPlace.apply(self(), "mul_", x -> x.mul(other));
    }

    /** Multiplies by {@code other}. */
    default Tensor mul_(double other) {
        return InPlace.apply(self(), "mul_", x -> x.mul(other));
    }

    /** Multiplies by {@code other}. */
    default Tensor mul_(long other) {
        return InPlace.apply(self(), "mul_", x -> x.mul(other));
    }

    /** Divides by {@code other}. */
    default Tensor div_(Tensor other) {
        return InPlace.apply(self(), "div_", x -> x.div(other));
    }

    /** Divides by {@code other}. */
    default Tensor div_(double other) {
        return InPlace.apply(self(), "div_", x -> x.div(other));
    }

    /** Divides by {@code other}. */
    default Tensor div_(long other) {
        return InPlace.apply(self(), "div_", x -> x.div(other));
    }

    /** Leaves the remainder of a division by {@code other}. */
    default Tensor remainder_(Tensor other) {
        return InPlace.apply(self(), "remainder_", x -> x.remainder(other));
    }

    /** Leaves the remainder of a division by {@code other}. */
    default Tensor remainder_(double other) {
        return InPlace.apply(self(), "remainder_", x -> x.remainder(other));
    }

    /** Leaves the remainder of a division by {@code other}. */
    default Tensor remainder_(long other) {
        return InPlace.apply(self(), "remainder_", x -> x.remainder(other));
    }

    /** Raises to the power of {@code other}. */
    default Tensor pow_(Tensor other) {
        return InPlace.apply(self(), "pow_", x -> x.pow(other));
    }

    /** Raises to the power of {@code other}. */
    default Tensor pow_(double other) {
        return InPlace.apply(self(), "pow_", x -> x.pow(other));
    }

    /** Raises to the power of {@code other}. */
    default Tensor pow_(long other) {
        return InPlace.apply(self(), "pow_", x -> x.pow(other));
    }

    /** Adds alpha other. */
    default Tensor add_(Tensor other, double alpha) {
        return InPlace.apply(self(), "add_", x -> x.add(other, alpha));
    }

    /** Subtracts alpha other. */
    default Tensor sub_(Tensor other, double alpha) {
        return InPlace.apply(self(), "sub_", x -> x.sub(other, alpha));
    }

    /** Keeps elements from min to max. */
    default Tensor clamp_(double min, double max) {
        return InPlace.apply(self(), "clamp_", x -> x.clamp(min, max));
    }

    /** Keeps elements at min at least. */
    default Tensor clampMin_(double min) {
        return InPlace.apply(self(), "clampMin_", x -> x.clampMin(min));
    }

    /** Keeps elements at max at most. */
    default Tensor clampMax_(double max) {
        return InPlace.apply(self(), "clampMax_", x -> x.clampMax(max));
    }

    /** Keeps elements from min to max. */
    default Tensor clamp_(long min, long max) {
        return InPlace.apply(self(), "clamp_", x -> x.clamp(min, max));
    }

    /** Keeps elements at min at least. */
    default Tensor clampMin_(long min) {
        return InPlace.apply(self(), "clampMin_", x -> x.clampMin(min));
    }

    /** Keeps elements at max at most. */
    default Tensor clampMax_(long max) {
        return InPlace.apply(self(), "clampMax_", x -> x.clampMax(max));
    }

    /** Adds value a b. */
    default Tensor addcmul_(Tensor a, Tensor b, double value) {
        return InPlace.apply(self(), "addcmul_", x -> x.addcmul(a, b, value));
    }

    /** Adds value a / b. */
    default Tensor addcdiv_(Tensor a, Tensor b, double value) {
        return InPlace.apply(self(), "addcdiv_", x -> x.addcdiv(a, b, value));
    }

    /** Moves towards {@code end}. */
    default Tensor lerp_(Tensor end, double weight) {
        return InPlace.apply(self(), "lerp_", x -> x.lerp(end, weight));
    }

    /** Replaces each element by its neg. */
    default Tensor neg_() {
        return InPlace.apply(self(), "neg_", x -> x.neg());
    }

    /** Replaces each element by its abs. */
    default Tensor abs_() {
        return InPlace.apply(self(), "abs_", x -> x.abs());
    }

    /** Replaces each element by its sign. */
    default Tensor sign_() {
        return InPlace.apply(self(), "sign_", x -> x.sign());
    }

    /** Replaces each element by its reciprocal. */
    default Tensor reciprocal_() {
        return InPlace.apply(self(), "reciprocal_", x -> x.reciprocal());
    }

    /** Replaces each element by its square. */
    default Tensor square_() {
        return InPlace.apply(self(), "square_", x -> x.square());
    }

    /** Replaces each element by its sqrt. */
    default Tensor sqrt_() {
        return InPlace.apply(self(), "sqrt_", x -> x.sqrt());
    }

    /** Replaces each element by its rsqrt. */
    default Tensor rsqrt_() {
        return InPlace.apply(self(), "rsqrt_", x -> x.rsqrt());
    }

    /** Replaces each element by its exp. */
    default Tensor exp_() {
        return InPlace.apply(self(), "exp_", x -> x.exp());
    }

    /** Replaces each element by its log. */
    default Tensor log_() {
        return InPlace.apply(self(), "log_", x -> x.log());
    }

    /** Replaces each element by its sin. */
    default Tensor sin_() {
        return InPlace.apply(self(), "sin_", x -> x.sin());
    }

    /** Replaces each element by its cos. */
    default Tensor cos_() {
        return InPlace.apply(self(), "cos_", x -> x.cos());
    }

    /** Replaces each element by its floor. */
    default Tensor floor_() {
        return InPlace.apply(self(), "floor_", x -> x.floor());
    }

    /** Replaces each element by its ceil. */
    default Tensor ceil_() {
        return InPlace.apply(self(), "ceil_", x -> x.ceil());
    }

    /** Replaces each element by its trunc. */
    default Tensor trunc_() {
        return InPlace.apply(self(), "trunc_", x -> x.trunc());
    }

    /** Replaces each element by its round. */
    default Tensor round_() {
        return InPlace.apply(self(), "round_", x -> x.round());
    }

    /** Replaces each element by its relu. */
    default Tensor relu_() {
        return InPlace.apply(self(), "relu_", x -> x.relu());
    }

    /** Replaces each element by its sigmoid. */
    default Tensor sigmoid_() {
        return InPlace.apply(self(), "sigmoid_", x -> x.sigmoid());
    }

    /** Replaces each element by its tanh. */
    default Tensor tanh_() {
        return InPlace.apply(self(), "tanh_", x -> x.tanh());
    }
}
