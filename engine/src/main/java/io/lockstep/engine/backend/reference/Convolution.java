package io.lockstep.engine.backend.reference;

import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.Window;
import org.jspecify.annotations.Nullable;

/**
 * Cross-correlation and its gradients, each result as one sum:
 *
 * <pre>
 *   y[n, k, p, q]       = bias[k] + sum over c, r, s of x[n, c, p * stride - padding + r, ...] * weight[k, c, r, s]
 *   dx[n, c, h, w]      = sum over k, r, s of dy[n, k, p, q] * weight[k, c, r, s], where p * stride - padding + r = h
 *   dweight[k, c, r, s] = sum over n, p, q of dy[n, k, p, q] * x[n, c, p * stride - padding + r, ...]
 *   dbias[k]            = sum over n, p, q of dy[n, k, p, q]
 * </pre>
 */
final class Convolution {
    /** What the sums of one call run over. */
    private record Sums(Window window, Strided x, Strided weight, Strided y, Shape xShape, Shape yShape) {
        Sums(Window window, NdArray x, NdArray weight, NdArray y) {
            this(window, new Strided(x), new Strided(weight, x.dtype()), new Strided(y), x.shape(), y.shape());
        }

        double y(long n, long k, long p, long q) {
            long top = p * window.strideHeight() - window.paddingHeight();
            long left = q * window.strideWidth() - window.paddingWidth();
            double sum = 0;
            for (long c = 0; c < xShape.size(1); c++) {
                for (long r = Math.max(0, -top); r < Math.min(window.kernelHeight(), xShape.size(2) - top); r++) {
                    for (long s = Math.max(0, -left); s < Math.min(window.kernelWidth(), xShape.size(3) - left); s++) {
                        sum += x.get(n, c, top + r, left + s) * weight.get(k, c, r, s);
                    }
                }
            }
            return sum;
        }

        double dx(long n, long c, long h, long w) {
            double sum = 0;
            for (long r = 0; r < window.kernelHeight(); r++) {
                long p = output(h + window.paddingHeight() - r, window.strideHeight(), yShape.size(2));
                for (long s = 0; p >= 0 && s < window.kernelWidth(); s++) {
                    long q = output(w + window.paddingWidth() - s, window.strideWidth(), yShape.size(3));
                    for (long k = 0; q >= 0 && k < yShape.size(1); k++) {
                        sum += y.get(n, k, p, q) * weight.get(k, c, r, s);
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
            double sum = 0;
            for (long n = 0; n < xShape.size(0); n++) {
                for (long p = 0; p < yShape.size(2); p++) {
                    long h = p * window.strideHeight() - window.paddingHeight() + r;
                    for (long q = 0; h >= 0 && h < xShape.size(2) && q < yShape.size(3); q++) {
                        long w = q * window.strideWidth() - window.paddingWidth() + s;
                        if (w >= 0 && w < xShape.size(3)) {
                            sum += y.get(n, k, p, q) * x.get(n, c, h, w);
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
