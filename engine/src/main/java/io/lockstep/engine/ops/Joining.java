package io.lockstep.engine.ops;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Several tensors as one. Element types are promoted to one that holds all. */
public final class Joining {
    private Joining() {}

    /** The tensors one after the other along dimension {@code dim}; they have equal sizes in the others. */
    public static Tensor cat(int dim, Tensor... tensors) {
        if (tensors.length == 0) {
            throw new IllegalArgumentException("cat expects a tensor or more but got none");
        }
        DType type = tensors[0].dtype();
        Tensor like = tensors[0];
        for (Tensor each : tensors) {
            type = DType.promote(type, each.dtype());
            like = isNothing(like) ? each : like;
        }
        if (like.dim() == 0) {
            throw new IllegalArgumentException(
                    "cat expects tensors of a dimension or more but got scalars; use stack()");
        }
        int d = like.shape().index(dim);
        long size = 0;
        long[] starts = new long[tensors.length];
        Tensor[] parts = new Tensor[tensors.length];
        for (int i = 0; i < tensors.length; i++) {
            requireFit(like.shape(), d, tensors[i]);
            parts[i] = tensors[i].to(type);
            starts[i] = size;
            size += isNothing(parts[i]) ? 0 : parts[i].size(d);
        }
        Tensor y = like.device().empty(type, Dims.with(like.shape(), d, size));
        for (int i = 0; i < parts.length; i++) {
            if (parts[i].numel() > 0) {
                NdArray place =
                        Slicing.narrow(y, d, starts[i], parts[i].size(d)).array();
                y.device().backend().copy(parts[i].array(), place);
            }
        }
        return y.computedBy(new Cat(d, starts, shapes(parts)), parts);
    }

    public static Tensor cat(int dim, List<Tensor> tensors) {
        return cat(dim, tensors.toArray(new Tensor[0]));
    }

    /** The tensors, all of one shape, one after the other along a new dimension {@code dim}. */
    public static Tensor stack(int dim, Tensor... tensors) {
        if (tensors.length == 0) {
            throw new IllegalArgumentException("stack expects a tensor or more but got none");
        }
        int dims = tensors[0].dim() + 1;
        Tensor[] parts = new Tensor[tensors.length];
        for (int i = 0; i < tensors.length; i++) {
            if (!tensors[i].shape().equals(tensors[0].shape())) {
                throw new IllegalArgumentException("stack expects tensors of one shape but got " + tensors[0].shape()
                        + " and, as number " + i + ", " + tensors[i].shape());
            }
            parts[i] = UnitDims.unsqueeze(tensors[i], dim);
        }
        return cat(dim < 0 ? dim + dims : dim, parts);
    }

    public static Tensor stack(int dim, List<Tensor> tensors) {
        return stack(dim, tensors.toArray(new Tensor[0]));
    }

    /** Side by side: along the second dimension, or the only one. */
    public static Tensor hstack(Tensor... tensors) {
        Tensor[] parts = atLeast(1, tensors);
        return cat(parts.length > 0 && parts[0].dim() == 1 ? 0 : 1, parts);
    }

    /** One below the other: along the first dimension of what becomes a matrix if it is a row. */
    public static Tensor vstack(Tensor... tensors) {
        return cat(0, atLeast(2, tensors));
    }

    private static Tensor[] atLeast(int dims, Tensor... tensors) {
        Tensor[] parts = tensors.clone();
        for (int i = 0; i < parts.length; i++) {
            while (parts[i].dim() < dims) {
                parts[i] = UnitDims.unsqueeze(parts[i], 0);
            }
        }
        return parts;
    }

    /**
     * Grids of coordinates: of n rows of lengths S1 to Sn, n views [S1, .., Sn], the i-th of which varies in dimension i
     * alone (PyTorch's indexing "ij").
     */
    public static List<Tensor> meshgrid(Tensor... rows) {
        long[] sizes = new long[rows.length];
        for (int i = 0; i < rows.length; i++) {
            if (rows[i].dim() > 1) {
                throw new IllegalArgumentException("meshgrid expects rows [n] but got shape " + rows[i].shape());
            }
            sizes[i] = rows[i].numel();
        }
        List<Tensor> grids = new ArrayList<>();
        for (int i = 0; i < rows.length; i++) {
            long[] own = new long[rows.length];
            Arrays.fill(own, 1);
            own[i] = sizes[i];
            grids.add(UnitDims.expand(rows[i].reshape(own), sizes));
        }
        return grids;
    }

    /** A tensor [0] stands for nothing at all, whatever the others' dimensions. */
    private static boolean isNothing(Tensor x) {
        return x.dim() == 1 && x.size(0) == 0;
    }

    private static void requireFit(Shape like, int dim, Tensor x) {
        boolean fits = isNothing(x) || x.dim() == like.dim();
        for (int d = 0; fits && !isNothing(x) && d < like.dim(); d++) {
            fits = d == dim || x.size(d) == like.size(d);
        }
        if (!fits) {
            throw new IllegalArgumentException("cat along dimension " + dim + " expects tensors like " + like
                    + " in the other dimensions but got " + x.shape());
        }
    }

    private static Shape[] shapes(Tensor... tensors) {
        Shape[] shapes = new Shape[tensors.length];
        for (int i = 0; i < shapes.length; i++) {
            shapes[i] = tensors[i].shape();
        }
        return shapes;
    }

    private record Cat(int dim, long[] starts, Shape[] parts) implements Operation {
        @Override
        public String name() {
            return "cat";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            for (int i = 0; i < parts.length; i++) {
                if (dx.wanted(i)) {
                    boolean empty = parts[i].numel() == 0;
                    dx.give(
                            i,
                            empty
                                    ? dy.device().zeros(dy.dtype(), parts[i])
                                    : Slicing.narrow(dy, dim, starts[i], parts[i].size(dim)));
                }
            }
        }
    }
}
