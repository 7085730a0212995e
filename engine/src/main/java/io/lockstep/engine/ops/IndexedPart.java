package io.lockstep.engine.ops;

import io.lockstep.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What a list of indices names: a view by numbers, slices, new dimensions and the ellipsis, and tensors of int64 that index
 * some of its dimensions, null for the others. Masks have become the places of their true elements.
 */
final class IndexedPart {
    private final Tensor whole;
    private final @Nullable Tensor[] places;
    private Tensor view;
    private boolean advanced;
    private int source;
    private int target;

    private IndexedPart(Tensor whole, int most) {
        this.whole = whole;
        view = whole;
        places = new Tensor[most];
    }

    static IndexedPart of(Tensor x, Index... indices) {
        int consumed = 0;
        int ellipses = 0;
        int most = x.dim();
        for (Index index : indices) {
            consumed += consumes(index);
            ellipses += index instanceof Index.Ellipsis ? 1 : 0;
            most += index instanceof Index.NewAxis || index instanceof Index.Mask ? 1 : 0;
        }
        if (ellipses > 1) {
            throw new IllegalArgumentException("an index holds at most one ellipsis but got " + ellipses);
        }
        if (consumed > x.dim()) {
            throw new IndexOutOfBoundsException("too many indices: they are for " + consumed + " dimensions, but shape "
                    + x.shape() + " has " + x.dim());
        }
        IndexedPart part = new IndexedPart(x, most);
        for (Index index : indices) {
            part.add(index, x.dim() - consumed);
        }
        return part;
    }

    Tensor view() {
        return view;
    }

    /** Whether there are tensors of indices at all. */
    boolean isAdvanced() {
        return advanced;
    }

    /** The tensor that indexes dimension {@code dim} of the view, null for none; its indices are checked. */
    @Nullable
    Tensor places(int dim) {
        return places[dim];
    }

    private static int consumes(Index index) {
        if (index instanceof Index.Mask mask) {
            return mask.truths().dim();
        }
        return index instanceof Index.NewAxis || index instanceof Index.Ellipsis ? 0 : 1;
    }

    private void add(Index index, int open) {
        if (index instanceof Index.At at) {
            select(at.position());
        } else if (index instanceof Index.Slice slice) {
            view = Slicing.slice(view, target++, slice.start(), slice.end(), slice.step());
            source++;
        } else if (index instanceof Index.NewAxis) {
            view = UnitDims.unsqueeze(view, target++);
        } else if (index instanceof Index.Ellipsis) {
            source += open;
            target += open;
        } else if (index instanceof Index.Listed list) {
            add(whole.device().tensor(list.positions(), list.positions().length));
        } else if (index instanceof Index.Places given) {
            add(given.positions());
        } else if (index instanceof Index.Mask mask) {
            addMask(mask.truths());
        }
    }

    private void select(long position) {
        long at = Slicing.wrapped("get", position, source, whole.size(source));
        view = Slicing.select(view, target, at);
        source++;
    }

    private void add(Tensor positions) {
        if (positions.dim() == 0) {
            select((long) positions.item());
            return;
        }
        advanced = true;
        places[target++] = IndexValues.checked("get", positions, source, whole.size(source), true);
        source++;
    }

    private void addMask(Tensor truths) {
        if (truths.dim() == 0) {
            view = UnitDims.unsqueeze(view, target);
            advanced = true;
            places[target++] = Masking.places(truths.reshape(1))[0];
            return;
        }
        for (int d = 0; d < truths.dim(); d++) {
            if (truths.size(d) != whole.size(source + d)) {
                throw new IndexOutOfBoundsException("a mask " + truths.shape() + " for the dimensions from " + source
                        + " on does not fit shape " + whole.shape() + ": dimension " + (source + d) + " has size "
                        + whole.size(source + d));
            }
        }
        advanced = true;
        for (Tensor column : Masking.places(truths)) {
            places[target++] = column;
        }
        source += truths.dim();
    }
}
