package io.lockstep.engine.ops;

import io.lockstep.engine.tensor.Tensor;

/**
 * What stands between the brackets of {@code x[...]} for one dimension or several: a number, a slice, a list, a mask, a new
 * dimension or an ellipsis. Numbers and bounds count from the end if negative.
 */
public sealed interface Index {
    /** One place, whose dimension vanishes. */
    record At(long position) implements Index {}

    /** Places start, start + step, ... before end. */
    record Slice(long start, long end, long step) implements Index {
        public Slice {
            if (step < 1) {
                throw new IllegalArgumentException(
                        "a slice expects a step of 1 or more but got " + step + "; use flip() to go backward");
            }
        }
    }

    /** A dimension of size 1 that is not there yet. */
    record NewAxis() implements Index {}

    /** All dimensions that no other index is for. */
    record Ellipsis() implements Index {}

    /** The places given by a tensor of whole numbers, whose dimensions take the place of this one. */
    record Places(Tensor positions) implements Index {}

    /** A list of places. */
    record Listed(long... positions) implements Index {}

    /** The places at which a tensor of truth values is true, for as many dimensions as it has. */
    record Mask(Tensor truths) implements Index {}

    static Index at(long position) {
        return new At(position);
    }

    /** {@code start:end}. */
    static Index slice(long start, long end) {
        return new Slice(start, end, 1);
    }

    /** {@code start:end:step}, with a step of 1 or more. */
    static Index slice(long start, long end, long step) {
        return new Slice(start, end, step);
    }

    /** {@code :}. */
    static Index all() {
        return new Slice(0, Long.MAX_VALUE, 1);
    }

    /** {@code start:}. */
    static Index from(long start) {
        return new Slice(start, Long.MAX_VALUE, 1);
    }

    /** {@code :end}. */
    static Index to(long end) {
        return new Slice(0, end, 1);
    }

    /** {@code ::step}. */
    static Index every(long step) {
        return new Slice(0, Long.MAX_VALUE, step);
    }

    /** {@code None}. */
    static Index newAxis() {
        return new NewAxis();
    }

    /** {@code ...}. */
    static Index ellipsis() {
        return new Ellipsis();
    }

    /** A tensor of whole numbers; one of bool is a mask. */
    static Index of(Tensor positions) {
        return switch (positions.dtype()) {
            case BOOL, UINT8 -> new Mask(positions);
            case INT32, INT64 -> new Places(positions);
            default ->
                throw new IllegalArgumentException("an index expects a tensor of int64, int32, uint8 or bool but got "
                        + positions.dtype() + "; convert it with to(INT64)");
        };
    }

    /** {@code [1, 4, 2]}. */
    static Index of(long... positions) {
        return new Listed(positions.clone());
    }

    /** A tensor of bool, or of uint8 where 0 is false. */
    static Index mask(Tensor truths) {
        Index index = of(truths);
        if (index instanceof Mask) {
            return index;
        }
        throw new IllegalArgumentException(
                "a mask is a tensor of bool but got " + truths.dtype() + "; compare it, or convert it with to(BOOL)");
    }
}
