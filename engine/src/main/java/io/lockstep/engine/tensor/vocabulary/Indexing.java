package io.lockstep.engine.tensor.vocabulary;

import io.lockstep.engine.ops.AdvancedIndexing;
import io.lockstep.engine.ops.Gathering;
import io.lockstep.engine.ops.Index;
import io.lockstep.engine.ops.Masking;
import io.lockstep.engine.ops.Rows;
import io.lockstep.engine.tensor.Tensor;

/** Reading elements by indices and masks, and copies with some elements written. */
public interface Indexing {
    Tensor self();

    /**
     * x[indices]: a view for numbers, slices, new dimensions and the ellipsis; a copy where tensors, lists or masks are
     * among the indices.
     *
     * @throws IndexOutOfBoundsException if an index lies outside of its dimension
     */
    default Tensor get(Index... indices) {
        return AdvancedIndexing.get(self(), indices);
    }

    /** The part at these places of the first dimensions, a view. */
    default Tensor get(long... positions) {
        Index[] indices = new Index[positions.length];
        for (int i = 0; i < indices.length; i++) {
            indices[i] = Index.at(positions[i]);
        }
        return get(indices);
    }

    /** A copy with x[indices] = values, or with the values added there. */
    default Tensor indexPut(Tensor values, boolean accumulate, Index... indices) {
        return AdvancedIndexing.put(self(), values, accumulate, indices);
    }

    /** y[.., i, ..] = x[.., index[.., i, ..], ..] in dimension {@code dim}. */
    default Tensor gather(int dim, Tensor index) {
        return Gathering.gather(self(), dim, index);
    }

    /** A copy with y[.., index[.., i, ..], ..] = source[.., i, ..] in dimension {@code dim}. */
    default Tensor scatter(int dim, Tensor index, Tensor source) {
        return Gathering.scatter(self(), dim, index, source);
    }

    default Tensor scatter(int dim, Tensor index, double value) {
        return Gathering.scatter(self(), dim, index, value);
    }

    /** A copy to whose elements [.., index[.., i, ..], ..] source[.., i, ..] was added. */
    default Tensor scatterAdd(int dim, Tensor index, Tensor source) {
        return Gathering.scatterAdd(self(), dim, index, source);
    }

    /** The parts at {@code index} [n] in dimension {@code dim}. */
    default Tensor indexSelect(int dim, Tensor index) {
        return Rows.indexSelect(self(), dim, index);
    }

    /** A copy to whose parts at {@code index} those of {@code source} were added. */
    default Tensor indexAdd(int dim, Tensor index, Tensor source) {
        return indexAdd(dim, index, source, 1);
    }

    default Tensor indexAdd(int dim, Tensor index, Tensor source, double alpha) {
        return Rows.indexAdd(self(), dim, index, source, alpha);
    }

    /** A copy in which the parts of {@code source} have taken the places at {@code index}. */
    default Tensor indexCopy(int dim, Tensor index, Tensor source) {
        return Rows.indexCopy(self(), dim, index, source);
    }

    /** A copy in which the parts at {@code index} are filled with {@code value}. */
    default Tensor indexFill(int dim, Tensor index, double value) {
        return Rows.indexFill(self(), dim, index, value);
    }

    /** The elements of the flattened tensor at {@code index}. */
    default Tensor take(Tensor index) {
        return Rows.take(self(), index);
    }

    /** As {@link #gather}, with both broadcast in the other dimensions. */
    default Tensor takeAlongDim(Tensor index, int dim) {
        return Rows.takeAlongDim(self(), index, dim);
    }

    /** The elements where {@code mask} is true, as one row. */
    default Tensor maskedSelect(Tensor mask) {
        return Masking.select(self(), mask);
    }

    /** A copy where the true places of {@code mask} hold the first elements of {@code source}, in their order. */
    default Tensor maskedScatter(Tensor mask, Tensor source) {
        return Masking.scatter(self(), mask, source);
    }

    /** Indices (int64 [n, D]) of the elements that are not 0. */
    default Tensor nonzero() {
        return Masking.nonzero(self());
    }
}
