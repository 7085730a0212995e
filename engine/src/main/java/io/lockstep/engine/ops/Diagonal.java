package io.lockstep.engine.ops;

import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;
import java.util.Arrays;

/** Diagonals of matrices that two dimensions of a tensor span, and matrices of given diagonals. */
public final class Diagonal {
    private Diagonal() {}

    /**
     * View of x without dimensions {@code dim1} and {@code dim2} and with their diagonal as its last one: y[.., i] =
     * x[i, i + offset], or x[i - offset, i] where the offset is negative.
     *
     * @throws IllegalArgumentException if both dimensions are the same
     */
    public static Tensor apply(Tensor x, int offset, int dim1, int dim2) {
        int row = x.shape().index(dim1);
        int column = x.shape().index(dim2);
        if (row == column) {
            throw new IllegalArgumentException("diagonal of shape " + x.shape()
                    + " expects two different dimensions but got " + dim1 + " and " + dim2);
        }
        Place place = new Place(x.shape(), offset, row, column);
        return new Tensor(x.device(), place.of(x.array())).viewOf(x).computedBy(new Take(place), x);
    }

    /** Matrices [.., n, n] with y [.., n] on their diagonals, and zeros elsewhere. */
    public static Tensor embed(Tensor y) {
        long size = y.size(-1);
        long[] sizes = Arrays.copyOf(y.shape().toArray(), y.dim() + 1);
        sizes[y.dim()] = size;
        return embed(y, new Place(Shape.of(sizes), 0, y.dim() - 1, y.dim()));
    }

    private static Tensor embed(Tensor y, Place place) {
        Tensor x = y.device().zeros(y.dtype(), place.whole());
        y.device().backend().copy(y.array(), place.of(x.array()));
        return x.computedBy(new Embed(place), y);
    }

    /** Where the diagonal lies in an array of shape {@code whole}. */
    private record Place(Shape whole, int offset, int row, int column) {
        NdArray of(NdArray x) {
            long[] sizes = new long[whole.dim() - 1];
            long[] strides = new long[sizes.length];
            for (int from = 0, to = 0; from < whole.dim(); from++) {
                if (from != row && from != column) {
                    sizes[to] = whole.size(from);
                    strides[to++] = x.stride(from);
                }
            }
            long below = Math.max(0, -(long) offset);
            long beside = Math.max(0, (long) offset);
            long length = Math.max(0, Math.min(whole.size(row) - below, whole.size(column) - beside));
            sizes[sizes.length - 1] = length;
            strides[sizes.length - 1] = x.stride(row) + x.stride(column);
            long skipped = length == 0 ? 0 : below * x.stride(row) + beside * x.stride(column);
            return x.view(Shape.of(sizes), strides, x.offset() + skipped);
        }
    }

    private record Take(Place place) implements Operation {
        @Override
        public String name() {
            return "diagonal";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            dx.give(0, embed(dy, place));
        }
    }

    private record Embed(Place place) implements Operation {
        @Override
        public String name() {
            return "diagEmbed";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            dx.give(0, apply(dy, place.offset(), place.row(), place.column()));
        }
    }
}
