package io.lockstep.engine.ops;

import io.lockstep.engine.tensor.Tensor;

/**
 * Chosen elements, and where along their dimension they were.
 *
 * @param values of the type of what was chosen from
 * @param indices int64, of the shape of the values
 */
public record ValuesAndIndices(Tensor values, Tensor indices) {
    /** Both without dimension {@code dim}, which has size 1, unless {@code keepdim}. */
    static ValuesAndIndices of(Tensor values, Tensor indices, int dim, boolean keepdim) {
        return keepdim || values.dim() == 0
                ? new ValuesAndIndices(values, indices)
                : new ValuesAndIndices(UnitDims.squeeze(values, dim), UnitDims.squeeze(indices, dim));
    }
}
