package io.lockstep.engine.ops;

import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.Objects;

/**
 * Elements by lists of indices in some dimensions, by NumPy's rules as PyTorch has them: the tensors of indices are
 * broadcast to one shape B, which takes the place of their dimensions where these are neighbours, and else comes first.
 *
 * <p>The indexed dimensions are brought to the front and seen as one, in which the elements have linear numbers; so
 * reading is a gather of rows and writing a scatter of them, whose rules give the gradients.
 */
public final class AdvancedIndexing {
    private final int[] order;
    private final int[] placed;
    private final Shape front;
    private final Shape rest;
    private final Shape broadcast;
    private final Tensor rows;

    private AdvancedIndexing(IndexedPart part) {
        Tensor view = part.view();
        int dims = view.dim();
        order = new int[dims];
        int count = 0;
        int first = -1;
        boolean neighbours = true;
        for (int d = 0; d < dims; d++) {
            if (part.places(d) != null) {
                neighbours &= count == 0 || order[count - 1] == d - 1;
                first = count == 0 ? d : first;
                order[count++] = d;
            }
        }
        int indexed = count;
        for (int d = 0; d < dims; d++) {
            if (part.places(d) == null) {
                order[count++] = d;
            }
        }
        Shape permuted = view.permute(order).shape();
        front = Shape.of(Arrays.copyOf(permuted.toArray(), indexed));
        rest = Shape.of(Arrays.copyOfRange(permuted.toArray(), indexed, dims));
        Tensor[] places = new Tensor[indexed];
        for (int i = 0; i < indexed; i++) {
            places[i] = Objects.requireNonNull(part.places(order[i]));
        }
        broadcast = broadcast(places);
        placed = placement(broadcast.dim(), rest.dim(), neighbours ? first : 0);
        rows = UnitDims.expand(linear(places).reshape(broadcast.numel(), 1), Shape.of(broadcast.numel(), rest.numel()));
    }

    /** x[indices]: a view if no tensor is among the indices, else a copy. */
    public static Tensor get(Tensor x, Index... indices) {
        IndexedPart part = IndexedPart.of(x, indices);
        if (!part.isAdvanced()) {
            return indices.length == 0 ? x : part.view();
        }
        return new AdvancedIndexing(part).get(part.view());
    }

    /**
     * A copy of x with x[indices] = values, or with {@code values} added there: then all contributions to one element are
     * added up, while otherwise the last one wins.
     *
     * @param values of x's element type, broadcast to the shape of x[indices]
     */
    public static Tensor put(Tensor x, Tensor values, boolean accumulate, Index... indices) {
        Gathering.requireType("indexPut", x, values);
        IndexedPart part = IndexedPart.of(x, indices);
        if (!part.isAdvanced()) {
            throw new IllegalArgumentException("indexPut expects a tensor, list or mask among its indices;"
                    + " for others assign to the view that get() gives");
        }
        if (!part.view().shape().equals(x.shape())) {
            throw new IllegalArgumentException("indexPut expects tensors, lists, masks and whole dimensions as indices;"
                    + " for others put into the view that get() gives");
        }
        return put(part, x, values, accumulate);
    }

    /** As above, for the view {@code x} of a part with tensors of indices. */
    static Tensor put(IndexedPart part, Tensor x, Tensor values, boolean accumulate) {
        return new AdvancedIndexing(part).put(x, values, accumulate);
    }

    private Tensor get(Tensor x) {
        Tensor taken = Gathering.take("get", flat(x), 0, rows);
        return taken.reshape(joined(broadcast, rest)).permute(placed);
    }

    private Tensor put(Tensor x, Tensor values, boolean accumulate) {
        int[] back = Permutation.inverse(placed);
        long[] sizes = new long[placed.length];
        long[] inOrder = joined(broadcast, rest);
        for (int d = 0; d < sizes.length; d++) {
            sizes[d] = inOrder[placed[d]];
        }
        Tensor source = expanded(values, Shape.of(sizes)).permute(back).reshape(broadcast.numel(), rest.numel());
        Tensor written = accumulate
                ? Gathering.add("indexPut", flat(x), 0, rows, source)
                : Gathering.put("indexPut", flat(x), 0, rows, source);
        return written.reshape(joined(front, rest)).permute(Permutation.inverse(order));
    }

    /** The elements [indexed, others]. */
    private Tensor flat(Tensor x) {
        return x.permute(order).reshape(front.numel(), rest.numel());
    }

    /** Numbers in row-major order of the indexed dimensions. */
    private Tensor linear(Tensor[] places) {
        Tensor linear = places[0];
        for (int i = 1; i < places.length; i++) {
            Tensor size = Kernels.scalar(linear, (double) front.size(i));
            linear = Kernels.binary(BinaryOp.ADD, Kernels.binary(BinaryOp.MULTIPLY, linear, size), places[i]);
        }
        return linear;
    }

    private static Shape broadcast(Tensor[] places) {
        Shape shape = places[0].shape();
        for (Tensor each : places) {
            shape = Broadcasting.shape("get", shape, each.shape());
        }
        return shape;
    }

    /** Values in the shape of what they are assigned to; surplus dimensions of size 1 in front are left out. */
    static Tensor expanded(Tensor values, Shape shape) {
        Tensor used = values;
        while (used.dim() > shape.dim() && used.size(0) == 1) {
            used = Slicing.select(used, 0, 0);
        }
        if (used.dim() > shape.dim()
                || !Broadcasting.shape("set", used.shape(), shape).equals(shape)) {
            throw new IllegalArgumentException("set cannot put values of shape " + values.shape()
                    + " into a part of shape " + shape + "; they must be broadcastable to it");
        }
        return UnitDims.expand(used, shape);
    }

    /** The order that brings the {@code indexed} first dimensions behind {@code before} others. */
    private static int[] placement(int indexed, int others, int before) {
        int[] order = new int[indexed + others];
        for (int d = 0; d < order.length; d++) {
            order[d] = d < before ? indexed + d : d < before + indexed ? d - before : d;
        }
        return order;
    }

    private static long[] joined(Shape first, Shape second) {
        long[] sizes = Arrays.copyOf(first.toArray(), first.dim() + second.dim());
        System.arraycopy(second.toArray(), 0, sizes, first.dim(), second.dim());
        return sizes;
    }
}
