package io.lockstep.engine.tensor.vocabulary;

import io.lockstep.engine.ops.Assignment;
import io.lockstep.engine.ops.Gathering;
import io.lockstep.engine.ops.InPlace;
import io.lockstep.engine.ops.Index;
import io.lockstep.engine.ops.Masking;
import io.lockstep.engine.ops.Rows;
import io.lockstep.engine.ops.Selection;
import io.lockstep.engine.tensor.Tensor;

/** Writing elements of a tensor itself by indices and masks; each gives the tensor. */
public interface Assigning {
    Tensor self();

    /** x[indices] = values, converted and broadcast. */
    default Tensor set(Tensor values, Index... indices) {
        return Assignment.set(self(), values, indices);
    }

    /** x[indices] = value. */
    default Tensor set(double value, Index... indices) {
        return Assignment.set(self(), value, indices);
    }

    /** x[indices] = values, or the values added there with {@code accumulate}. */
    default Tensor indexPut_(Tensor values, boolean accumulate, Index... indices) {
        return Assignment.indexPut(self(), values, accumulate, indices);
    }

    /** As scatter, in place. */
    default Tensor scatter_(int dim, Tensor index, Tensor source) {
        return InPlace.apply(self(), "scatter_", x -> Gathering.scatter(x, dim, index, source));
    }

    /** As scatter, in place. */
    default Tensor scatter_(int dim, Tensor index, double value) {
        return InPlace.apply(self(), "scatter_", x -> Gathering.scatter(x, dim, index, value));
    }

    /** As scatterAdd, in place. */
    default Tensor scatterAdd_(int dim, Tensor index, Tensor source) {
        return InPlace.apply(self(), "scatterAdd_", x -> Gathering.scatterAdd(x, dim, index, source));
    }

    /** As indexAdd, in place. */
    default Tensor indexAdd_(int dim, Tensor index, Tensor source) {
        return indexAdd_(dim, index, source, 1);
    }

    /** As indexAdd, in place. */
    default Tensor indexAdd_(int dim, Tensor index, Tensor source, double alpha) {
        return InPlace.apply(self(), "indexAdd_", x -> Rows.indexAdd(x, dim, index, source, alpha));
    }

    /** As indexCopy, in place. */
    default Tensor indexCopy_(int dim, Tensor index, Tensor source) {
        return InPlace.apply(self(), "indexCopy_", x -> Rows.indexCopy(x, dim, index, source));
    }

    /** As indexFill, in place. */
    default Tensor indexFill_(int dim, Tensor index, double value) {
        return InPlace.apply(self(), "indexFill_", x -> Rows.indexFill(x, dim, index, value));
    }

    /** As maskedFill, in place; the mask may be broadcast, but not this tensor. */
    default Tensor maskedFill_(Tensor mask, double value) {
        return InPlace.apply(self(), "maskedFill_", x -> Selection.maskedFill(x, mask, value));
    }

    /** As maskedScatter, in place; the mask may be broadcast, but not this tensor. */
    default Tensor maskedScatter_(Tensor mask, Tensor source) {
        return InPlace.apply(self(), "maskedScatter_", x -> Masking.scatter(x, mask, source));
    }
}
