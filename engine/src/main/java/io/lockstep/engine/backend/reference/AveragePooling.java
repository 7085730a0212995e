package io.lockstep.engine.backend.reference;

import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.Window;
import java.util.Arrays;

/**
 * Average pooling and its gradient, with A = R S places in a window:
 *
 * <pre>
 *   y[n, c, p, q]  = 1 / A sum over r, s of x[n, c, p * stride - padding + r, ...]
 *   dx[n, c, h, w] = 1 / A sum of dy[n, c, p, q] over the windows that have the element
 * </pre>
 */
final class AveragePooling {
    void forward(NdArray x, Window window, NdArray y) {
        Strided from = new Strided(x);
        Strided to = new Strided(y);
        Shape results = y.shape();
        for (long n = 0; n < results.size(0); n++) {
            for (long c = 0; c < results.size(1); c++) {
                for (long p = 0; p < results.size(2); p++) {
                    for (long q = 0; q < results.size(3); q++) {
                        to.set(n, c, p, q, sum(from, n, c, p, q, window, x.shape()) / area(window));
                    }
                }
            }
        }
    }

    private static double sum(Strided x, long n, long c, long p, long q, Window window, Shape shape) {
        long top = p * window.strideHeight() - window.paddingHeight();
        long left = q * window.strideWidth() - window.paddingWidth();
        long bottom = Math.min(shape.size(2), top + window.kernelHeight());
        long right = Math.min(shape.size(3), left + window.kernelWidth());
        double sum = 0;
        for (long h = Math.max(0, top); h < bottom; h++) {
            for (long w = Math.max(0, left); w < right; w++) {
                sum += x.get(n, c, h, w);
            }
        }
        return sum;
    }

    void backward(NdArray dy, Window window, NdArray dx) {
        Strided from = new Strided(dy);
        Strided to = new Strided(dx);
        Shape shape = dx.shape();
        int width = (int) shape.size(3);
        double[] plane = new double[Math.toIntExact(shape.size(2) * width)];
        for (long n = 0; n < shape.size(0); n++) {
            for (long c = 0; c < shape.size(1); c++) {
                Arrays.fill(plane, 0);
                for (int p = 0; p < dy.shape().size(2); p++) {
                    for (int q = 0; q < dy.shape().size(3); q++) {
                        spread(from.get(n, c, p, q) / area(window), p, q, window, plane, width);
                    }
                }
                for (int i = 0; i < plane.length; i++) {
                    to.set(n, c, i / width, i % width, plane[i]);
                }
            }
        }
    }

    private static void spread(double share, int p, int q, Window window, double[] plane, int width) {
        int top = p * window.strideHeight() - window.paddingHeight();
        int left = q * window.strideWidth() - window.paddingWidth();
        int bottom = Math.min(plane.length / width, top + window.kernelHeight());
        int right = Math.min(width, left + window.kernelWidth());
        for (int h = Math.max(0, top); h < bottom; h++) {
            for (int w = Math.max(0, left); w < right; w++) {
                plane[h * width + w] += share;
            }
        }
    }

    private static double area(Window window) {
        return (double) window.kernelHeight() * window.kernelWidth();
    }
}
