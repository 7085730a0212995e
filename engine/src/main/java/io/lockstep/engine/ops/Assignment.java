package io.lockstep.engine.ops;

import io.lockstep.engine.tensor.Tensor;

/** Changes of some elements of a tensor itself, found by indices or masks. */
public final class Assignment {
    private Assignment() {}

    /** x[indices] = values, converted to x's type and broadcast; where a place is named twice the last value wins. */
    public static Tensor set(Tensor x, Tensor values, Index... indices) {
        IndexedPart part = IndexedPart.of(x, indices);
        Tensor view = part.view();
        Tensor converted = values.to(x.dtype());
        if (part.isAdvanced()) {
            InPlace.apply(view, "set", before -> AdvancedIndexing.put(part, before, converted, false));
        } else {
            InPlace.copy(view, AdvancedIndexing.expanded(converted, view.shape()));
        }
        return x;
    }

    /** x[indices] = value. */
    public static Tensor set(Tensor x, double value, Index... indices) {
        return set(x, Kernels.scalar(x, value), indices);
    }

    /** x[indices] = values, or x[indices] + values with all contributions to one element added up. */
    public static Tensor indexPut(Tensor x, Tensor values, boolean accumulate, Index... indices) {
        return InPlace.apply(x, "indexPut_", before -> AdvancedIndexing.put(before, values, accumulate, indices));
    }
}
