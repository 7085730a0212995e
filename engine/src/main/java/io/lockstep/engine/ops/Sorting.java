package io.lockstep.engine.ops;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Tensor;
import java.util.Arrays;

/**
 * Elements in their order, and by their rank in it. NaN counts as the largest, and equal elements keep their order. The
 * gradient of an element goes to the place that it came from.
 */
public final class Sorting {
    private Sorting() {}

    /** x sorted along {@code dim}, and where each element was. */
    public static ValuesAndIndices sort(Tensor x, int dim, boolean descending) {
        int d = Dims.index(x.shape(), dim);
        Tensor indices = order(x, d, descending);
        return new ValuesAndIndices(Gathering.take("sort", x, d, indices), indices);
    }

    /** The places (int64) of the elements in their order along {@code dim}. */
    public static Tensor argsort(Tensor x, int dim, boolean descending) {
        return order(x, Dims.index(x.shape(), dim), descending);
    }

    /** The k largest or smallest elements along {@code dim}, in their order. */
    public static ValuesAndIndices topk(Tensor x, long k, int dim, boolean largest) {
        int d = Dims.index(Extremes.requireNumbers("topk", x).shape(), dim);
        long size = Dims.size(x.shape(), d);
        if (k < 0 || k > size) {
            throw new IndexOutOfBoundsException("topk expects a k from 0 to " + size + ", the size of dimension " + d
                    + " of shape " + x.shape() + ", but got " + k);
        }
        if (Candidates.areFewer(x, d, k, largest)) {
            Tensor places = Candidates.topk(x, k);
            return new ValuesAndIndices(Gathering.take("topk", x, d, places), places);
        }
        Tensor order = order(x, d, largest);
        if (x.dim() > 0) {
            order = Slicing.narrow(order, d, 0, k).contiguous();
        } else if (k == 0) {
            throw new IndexOutOfBoundsException("topk of a scalar expects a k of 1 but got 0");
        }
        return new ValuesAndIndices(Gathering.take("topk", x, d, order), order);
    }

    /** The k-th smallest element along {@code dim}, counted from 1. */
    public static ValuesAndIndices kthvalue(Tensor x, long k, int dim, boolean keepdim) {
        int d = Dims.index(Extremes.requireNumbers("kthvalue", x).shape(), dim);
        long size = Dims.size(x.shape(), d);
        Dims.requireElements("kthvalue", x.shape(), d);
        if (k < 1 || k > size) {
            throw new IndexOutOfBoundsException("kthvalue expects a k from 1 to " + size + ", the size of dimension "
                    + d + " of shape " + x.shape() + ", but got " + k);
        }
        Tensor place = ranked(x, d, k - 1);
        return ValuesAndIndices.of(Gathering.take("kthvalue", x, d, place), place, d, keepdim);
    }

    /** The median along {@code dim}, of two the lower one; NaN if there is one. */
    public static ValuesAndIndices median(Tensor x, int dim, boolean keepdim) {
        int d = Dims.index(x.shape(), dim);
        Tensor place = middle(x, d);
        return ValuesAndIndices.of(Gathering.take("median", x, d, place), place, d, keepdim);
    }

    /**
     * The median of all elements, a scalar; of two the lower one, NaN if there is one or for no elements. Equal ones share
     * its gradient.
     */
    public static Tensor median(Tensor x) {
        if (x.numel() == 0) {
            return Kernels.scalar(Summation.requireFloating("median of no elements", x), Double.NaN);
        }
        Tensor row = x.detach().reshape(x.numel());
        Tensor y = Copying.copy(Gathering.take("median", row, 0, middle(row, 0)).reshape());
        long[] ones = new long[x.dim()];
        Arrays.fill(ones, 1);
        return y.computedBy(new Extremes.Sharing("median", x, y, Shape.of(ones), true), x);
    }

    /** The most frequent element along {@code dim}, of equally frequent ones the smallest, and its last place. */
    public static ValuesAndIndices mode(Tensor x, int dim, boolean keepdim) {
        int d = Dims.index(x.shape(), dim);
        Dims.requireElements("mode", x.shape(), d);
        if (x.dim() == 0) {
            return new ValuesAndIndices(x.reshape(), x.device().zeros(DType.INT64, Shape.SCALAR));
        }
        Tensor order = order(x, d, false);
        Tensor run = Runs.lengths(Gathering.take("mode", x.detach(), d, order), d);
        Tensor last = Extremes.argument("mode", true, run, d);
        Tensor place = Gathering.take("mode", order, d, last);
        return ValuesAndIndices.of(Gathering.take("mode", x, d, place), place, d, keepdim);
    }

    private static Tensor middle(Tensor x, int dim) {
        Dims.requireElements("median", Extremes.requireNumbers("median", x).shape(), dim);
        Tensor place = ranked(x, dim, (Dims.size(x.shape(), dim) - 1) / 2);
        if (!x.dtype().isFloating()) {
            return place;
        }
        Tensor largest = Extremes.argument("median", true, x, dim);
        Tensor hasNaN = Kernels.isNaN(Gathering.take("median", x.detach(), dim, largest));
        return Kernels.where(hasNaN, largest, place);
    }

    /** Places, with dimension {@code dim} of size 1, of the elements that come after {@code rank} others. */
    private static Tensor ranked(Tensor x, int dim, long rank) {
        Tensor order = order(x, dim, false);
        return x.dim() == 0 ? order : Slicing.narrow(order, dim, rank, 1).contiguous();
    }

    static Tensor order(Tensor x, int dim, boolean descending) {
        Tensor values = x.device().empty(x.dtype(), x.shape());
        Tensor indices = x.device().empty(DType.INT64, x.shape());
        x.device().backend().sort(x.array(), dim, descending, values.array(), indices.array());
        return indices;
    }
}
