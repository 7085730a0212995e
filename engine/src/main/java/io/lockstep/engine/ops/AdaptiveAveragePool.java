package io.lockstep.engine.ops;

import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.Window;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;

/**
 * PyTorch's adaptiveAvgPool2d: means over windows that are chosen so that the result has a given size. Window i of O
 * along a dimension of L elements goes from floor(i L / O) to ceil((i + 1) L / O), so neighbours may share an element.
 */
public final class AdaptiveAveragePool {
    private AdaptiveAveragePool() {}

    /**
     * y [N, C, height, width] of x [N, C, H, W], without N if x has none.
     *
     * @throws IllegalArgumentException if x has another shape or element type, or the size is not positive
     */
    public static Tensor apply(Tensor x, long height, long width) {
        if (x.dim() == 3) {
            return Batches.ofOne(x, batch -> apply(batch, height, width));
        }
        if (x.dim() != 4 || !x.dtype().isFloating() || x.size(2) < 1 || x.size(3) < 1) {
            throw new IllegalArgumentException(
                    "adaptiveAvgPool2d expects a floating [N, C, H, W] with images of at least one element but got "
                            + x.dtype() + x.shape());
        }
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException(
                    "adaptiveAvgPool2d expects results of 1 or more but got " + height + "x" + width);
        }
        if (x.size(2) % height == 0 && x.size(3) % width == 0) {
            int rows = Math.toIntExact(x.size(2) / height);
            int columns = Math.toIntExact(x.size(3) / width);
            return AveragePool.apply(x, new Window(rows, columns, rows, columns, 0, 0));
        }
        return means(means(x, 2, height), 3, width);
    }

    private static Tensor means(Tensor x, int dim, long outputs) {
        double[] shares = new double[(int) outputs];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = 1.0 / (end(i, x.size(dim), outputs) - start(i, x.size(dim), outputs));
        }
        Tensor share = x.device().tensor(shares, outputs).to(x.dtype());
        return sums(x, dim, outputs).mul(dim == 2 ? share.reshape(outputs, 1) : share);
    }

    private static long start(long i, long size, long outputs) {
        return i * size / outputs;
    }

    private static long end(long i, long size, long outputs) {
        return ((i + 1) * size + outputs - 1) / outputs;
    }

    /** Sums of the windows along one dimension. */
    private static Tensor sums(Tensor x, int dim, long outputs) {
        long size = x.size(dim);
        Tensor y = x.device().empty(x.dtype(), sized(x.shape(), dim, outputs));
        for (long i = 0; i < outputs; i++) {
            long start = start(i, size, outputs);
            NdArray window = part(x.array(), dim, start, end(i, size, outputs) - start);
            x.device().backend().sum(window, part(y.array(), dim, i, 1));
        }
        return y.computedBy(new Sums(dim, size), x);
    }

    /** The gradient of {@link #sums}: each element takes the sum over the windows that it is in. */
    private static Tensor spread(Tensor dy, int dim, long size) {
        long outputs = dy.size(dim);
        Tensor dx = dy.device().zeros(dy.dtype(), sized(dy.shape(), dim, size));
        for (long i = 0; i < outputs; i++) {
            long start = start(i, size, outputs);
            NdArray window = part(dx.array(), dim, start, end(i, size, outputs) - start);
            NdArray share = Broadcasting.expand(part(dy.array(), dim, i, 1), window.shape());
            dy.device().backend().binary(BinaryOp.ADD, window, share, window);
        }
        return dx.computedBy(new Spread(dim, outputs), dy);
    }

    private static NdArray part(NdArray array, int dim, long start, long length) {
        return array.view(
                sized(array.shape(), dim, length), array.strides(), array.offset() + start * array.stride(dim));
    }

    private static Shape sized(Shape shape, int dim, long size) {
        long[] sizes = shape.toArray();
        sizes[dim] = size;
        return Shape.of(sizes);
    }

    private record Sums(int dim, long size) implements Operation {
        @Override
        public String name() {
            return "adaptiveAvgPool2d";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            dx.give(0, spread(dy, dim, size));
        }
    }

    private record Spread(int dim, long outputs) implements Operation {
        @Override
        public String name() {
            return "adaptiveAvgPool2dGradient";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            dx.give(0, sums(dy, dim, outputs));
        }
    }
}
