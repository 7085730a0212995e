package io.lockstep.engine.tensor.vocabulary;

import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.ops.Copying;
import io.lockstep.engine.ops.InPlace;
import io.lockstep.engine.ops.Strided;
import io.lockstep.engine.tensor.Tensor;

/** Copies, and changes of a tensor's own elements; the names of the latter end with an underscore. */
public interface Changing {
    Tensor self();

    /** What {@code clone()} gives: a contiguous copy, through which gradients flow. */
    default Tensor copied() {
        return Copying.copy(self());
    }

    /** This tensor if it is contiguous, else a contiguous copy. */
    default Tensor contiguous() {
        return self().isContiguous() ? self() : Copying.copy(self());
    }

    /** A copy in which {@code source} has taken the place of the elements that the strides name. */
    default Tensor stridedScatter(Tensor source, Shape shape, long[] strides, long offset) {
        return Strided.scatter(self(), source, new Strided.Geometry(shape, strides, offset));
    }

    /** Takes over the elements of {@code source}, converted and broadcast. */
    default Tensor copy_(Tensor source) {
        return InPlace.copy(self(), source);
    }

    /** Sets all elements to {@code value}. */
    default Tensor fill_(double value) {
        return InPlace.fill(self(), value);
    }

    /** Sets all elements to 0. */
    default Tensor zero_() {
        return fill_(0);
    }

    /** Draws all elements from the normal distribution, by the device's generator. */
    default Tensor normal_(double mean, double std) {
        return InPlace.normal(self(), mean, std);
    }

    /** Draws all elements from [{@code from}, {@code to}), by the device's generator. */
    default Tensor uniform_(double from, double to) {
        return InPlace.uniform(self(), from, to);
    }

    /** Sets each element to 1 with the given probability and else to 0, by the device's generator. */
    default Tensor bernoulli_(double probability) {
        return InPlace.bernoulli(self(), probability);
    }
}
