package io.lockstep.engine.ops;

import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.Window;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Mean of each window of x [N, C, H, W]. Padding counts as zeros, as by PyTorch's default of count_include_pad=True, so
 * each element of a window of R x S gets 1 / (R S) of its gradient.
 */
public final class AveragePool {
    private AveragePool() {}

    /** @param window padded by at most half its size, so that each window has an element of x */
    public static Tensor apply(Tensor x, Window window) {
        return apply(x, window, false, true, null);
    }

    /**
     * y [N, C, H', W'], without N if x has none.
     *
     * @param window padded by at most half its size, without dilation
     * @param ceilMode whether a last window that reaches beyond the padding counts too; what lies there never counts
     * @param countIncludePad whether sums are divided by the places of a window in the padding, too
     * @param divisorOverride what sums are divided by, null for the number of places
     */
    public static Tensor apply(
            Tensor x, Window window, boolean ceilMode, boolean countIncludePad, @Nullable Integer divisorOverride) {
        if (!x.dtype().isFloating()) {
            throw new IllegalArgumentException(
                    "avgPool2d expects a floating tensor but got " + x.dtype() + "; convert it with to(FLOAT32)");
        }
        if (window.isDilated() || (divisorOverride != null && divisorOverride == 0)) {
            throw new IllegalArgumentException("avgPool2d expects a window without dilation and a divisor other than 0"
                    + " but got " + window + " and " + divisorOverride);
        }
        if (x.dim() == 3) {
            return Batches.ofOne(x, batch -> apply(batch, window, ceilMode, countIncludePad, divisorOverride));
        }
        Shape shape = Pooling.shape("avgPool2d", x, window, ceilMode);
        Tensor y = forward(x, window, shape);
        if (divisorOverride != null) {
            return y.mul((double) window.kernelHeight() * window.kernelWidth() / divisorOverride);
        }
        boolean isWhole = (countIncludePad || window.paddingHeight() + window.paddingWidth() == 0) && !ceilMode;
        return isWhole ? y : y.mul(corrections(x, window, shape, countIncludePad));
    }

    /** For each window R S divided by the number of places that count [H', W']. */
    private static Tensor corrections(Tensor x, Window window, Shape y, boolean countIncludePad) {
        long[] rows = counts(
                y.size(2),
                x.size(2),
                window.kernelHeight(),
                window.strideHeight(),
                window.paddingHeight(),
                countIncludePad);
        long[] columns = counts(
                y.size(3),
                x.size(3),
                window.kernelWidth(),
                window.strideWidth(),
                window.paddingWidth(),
                countIncludePad);
        double places = (double) window.kernelHeight() * window.kernelWidth();
        double[] corrections = new double[rows.length * columns.length];
        for (int i = 0; i < corrections.length; i++) {
            corrections[i] = places / (rows[i / columns.length] * columns[i % columns.length]);
        }
        return x.device().tensor(corrections, rows.length, columns.length).to(x.dtype());
    }

    private static long[] counts(
            long outputs, long size, int kernel, int stride, int padding, boolean countIncludePad) {
        long[] counts = new long[(int) outputs];
        for (int i = 0; i < counts.length; i++) {
            long start = (long) i * stride - padding;
            long end = Math.min(start + kernel, size + (countIncludePad ? padding : 0));
            counts[i] = end - (countIncludePad ? start : Math.max(0, start));
        }
        return counts;
    }

    private static Tensor forward(Tensor x, Window window, Shape shape) {
        Tensor y = x.device().empty(x.dtype(), shape);
        x.device().backend().averagePool(x.array(), window, y.array());
        return y.computedBy(new Rule(window, x.shape()), x);
    }

    private static Tensor gradient(Tensor dy, Window window, Shape x) {
        Tensor dx = dy.device().empty(dy.dtype(), x);
        dy.device().backend().averagePoolBackward(dy.array(), window, dx.array());
        return dx.computedBy(new GradientRule(window, dy.shape()), dy);
    }

    private record Rule(Window window, Shape x) implements Operation {
        @Override
        public String name() {
            return "avgPool2d";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            dy.device().backend().averagePoolBackward(dy.array(), window, dx.into(0));
        }

        @Override
        public void differentiableBackward(Tensor dy, Gradients dx) {
            dx.give(0, gradient(dy, window, x));
        }
    }

    /** The gradient is linear in dy, and its own gradient is the pooling. */
    private record GradientRule(Window window, Shape y) implements Operation {
        @Override
        public String name() {
            return "avgPool2dGradient";
        }

        @Override
        public void backward(Tensor g, Gradients dx) {
            dx.give(0, forward(g, window, y));
        }
    }
}
