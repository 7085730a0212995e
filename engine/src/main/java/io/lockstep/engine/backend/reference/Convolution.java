package io.lockstep.engine.backend.reference;

import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.Window;
import org.jspecify.annotations.Nullable;

/**
 * Cross-correlation and its gradients, each result as one sum. Filters and channels are cut into C / weight.size(1) groups,
 * and c counts the channels within the group of k:
 *
 * <pre>
 *   y[n, k, p, q]       = bias[k] + sum over c, r, s of x[n, group + c, p * stride - padding + r * dilation, ...]
 *                         * weight[k, c, r, s]
 *   dx[n, c, h, w]      = sum over k, r, s of dy[n, k, p, q] * weight[k, c, r, s],
 *                         where p * stride - padding + r * dilation = h
 *   dweight[k, c, r, s] = sum over n, p, q of dy[n, k, p, q] * x[n, group + c, p * stride - padding + r * dilation, ...]
 *   dbias[k]            = sum over n, p, q of dy[n, k, p, q]
 * </pre>
 */
final class Convolution {
    /**
     * What the sums of one call run over.
     *
     * @param channels channels of x in a group
     * @param filters channels of y in a group
     */
    private record Sums(
            Window window,
            Strided x,
            Strided weight,
            Strided y,
            Shape xShape,
            Shape yShape,
            long channels,
            long filters) {
        Sums(Window window, NdArray x, NdArray weight, NdArray y) {
            this(
                    window,
                    new Strided(x),
                    new Strided(weight, x.dtype()),
                    new Strided(y),
                    x.shape(),
                    y.shape(),
                    weight.shape().size(1),
                    weight.shape().size(0)
                            * weight.shape().size(1)
                            / Math.max(1, x.shape().size(1)));
        }

        double y(long n, long k, long p, long q) {
            long top = p * window.strideHeight() - window.paddingHeight();
            long left = q * window.strideWidth() - window.paddingWidth();
            long first = k / filters * channels;
            double sum = 0;
            for (long c = 0; c < channels; c++) {
                for (long r = 0; r < window.kernelHeight(); r++) {
                    long h = top + r * window.dilationHeight();
                    for (long s = 0; h >= 0 && h < xShape.size(2) && s < window.kernelWidth(); s++) {
                        long w = left + s * window.dilationWidth();
                        if (w >= 0 && w < xShape.size(3)) {
                            sum += x.get(n, first + c, h, w) * weight.get(k, c, r, s);
                        }
                    }
                }
            }
            return sum;
        }

        double dx(long n, long c, long h, long w) {
            long first = c / channels * filters;
            double sum = 0;
            for (long r = 0; r < window.kernelHeight(); r++) {
                long down = h + window.paddingHeight() - r * window.dilationHeight();
                long p = output(down, window.strideHeight(), yShape.size(2));
                for (long s = 0; p >= 0 && s < window.kernelWidth(); s++) {
                    long right = w + window.paddingWidth() - s * window.dilationWidth();
                    long q = output(right, window.strideWidth(), yShape.size(3));
                    for (long k = first; q >= 0 && k < first + filters; k++) {
                        sum += y.get(n, k, p, q) * weight.get(k, c % channels, r, s);
                    }
                }
            }
            return sum;
        }

        /** Index of the window that begins at a distance from the first one; -1 if there is none. */
        private static long output(long distance, long stride, long outputs) {
            return distance >= 0 && distance % stride == 0 && distance / stride < outputs ? distance / stride : -1;
        }

        double dweight(long k, long c, long r, long s) {
            long channel = k / filters * channels + c;
            double sum = 0;
            for (long n = 0; n < xShape.size(0); n++) {
                for (long p = 0; p < yShape.size(2); p++) {
                    long h = p * window.strideHeight() - window.paddingHeight() + r * window.dilationHeight();
                    for (long q = 0; h >= 0 && h < xShape.size(2) && q < yShape.size(3); q++) {
                        long w = q * window.strideWidth() - window.paddingWidth() + s * window.dilationWidth();
                        if (w >= 0 && w < xShape.size(3)) {
                            sum += y.get(n, k, p, q) * x.get(n, channel, h, w);
                        }
                    }
                }
            }
            return sum;
        }
    }

    private interface Sum {
        double at(long i, long j, long k, long l);
    }

    void forward(NdArray x, NdArray weight, @Nullable NdArray bias, Window window, NdArray y) {
        Sums sums = new Sums(window, x, weight, y);
        if (bias == null) {
            store(sums::y, y);
        } else {
            Strided shift = new Strided(bias);
            store((n, k, p, q) -> shift.get(k) + sums.y(n, k, p, q), y);
        }
    }

    void backwardData(NdArray dy, NdArray weight, Window window, NdArray dx) {
        store(new Sums(window, dx, weight, dy)::dx, dx);
    }

    void backwardWeights(NdArray x, NdArray dy, Window window, NdArray dweight, @Nullable NdArray dbias) {
        store(new Sums(window, x, dweight, dy)::dweight, dweight);
        if (dbias != null) {
            sumOverAllButChannels(dy, dbias);
        }
    }

    private static void store(Sum sum, NdArray result) {
        Strided to = new Strided(result);
        Shape shape = result.shape();
        for (long i = 0; i < shape.size(0); i++) {
            for (long j = 0; j < shape.size(1); j++) {
                for (long k = 0; k < shape.size(2); k++) {
                    for (long l = 0; l < shape.size(3); l++) {
                        to.set(i, j, k, l, sum.at(i, j, k, l));
                    }
                }
            }
        }
    }

    private static void sumOverAllButChannels(NdArray dy, NdArray dbias) {
        Strided from = new Strided(dy);
        Strided to = new Strided(dbias);
        Shape shape = dy.shape();
        for (long k = 0; k < shape.size(1); k++) {
            double sum = 0;
            for (long n = 0; n < shape.size(0); n++) {
                for (long p = 0; p < shape.size(2); p++) {
                    for (long q = 0; q < shape.size(3); q++) {
                        sum += from.get(n, k, p, q);
                    }
                }
            }
            to.set(k, sum);
        }
    }
}
