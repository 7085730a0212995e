package io.lockstep.engine.backend.reference;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.Window;
import java.nio.LongBuffer;
import java.util.Arrays;

/**
 * Max-pooling and its gradient. The workspace holds, for each window in row-major order, the index h * W + w of its
 * largest element, or {@link #NONE}. NaN counts as larger than all numbers, and the last one of a window wins, as in
 * PyTorch.
 */
final class MaxPooling {
    /** Winner of a window that lies in the padding alone: its result is minus infinity. */
    private static final long NONE = -1;

    void forward(NdArray x, Window window, NdArray y, NdArray workspace) {
        Strided from = new Strided(x);
        Strided to = new Strided(y);
        Shape results = y.shape();
        long width = x.shape().size(3);
        LongBuffer winners = workspace
                .storage()
                .allocate(y.numel() * DType.INT64.bytes(), null)
                .buffer()
                .asLongBuffer();
        for (long n = 0; n < results.size(0); n++) {
            for (long c = 0; c < results.size(1); c++) {
                for (long p = 0; p < results.size(2); p++) {
                    for (long q = 0; q < results.size(3); q++) {
                        long winner = winner(from, n, c, p, q, window, x.shape());
                        winners.put(winner);
                        double largest = winner == NONE
                                ? Double.NEGATIVE_INFINITY
                                : from.get(n, c, winner / width, winner % width);
                        to.set(n, c, p, q, largest);
                    }
                }
            }
        }
    }

    private static long winner(Strided x, long n, long c, long p, long q, Window window, Shape shape) {
        long top = p * window.strideHeight() - window.paddingHeight();
        long left = q * window.strideWidth() - window.paddingWidth();
        long winner = NONE;
        double largest = Double.NEGATIVE_INFINITY;
        for (int r = 0; r < window.kernelHeight(); r++) {
            long h = top + (long) r * window.dilationHeight();
            for (int s = 0; h >= 0 && h < shape.size(2) && s < window.kernelWidth(); s++) {
                long w = left + (long) s * window.dilationWidth();
                if (w >= 0 && w < shape.size(3)) {
                    double value = x.get(n, c, h, w);
                    if (winner == NONE || value > largest || Double.isNaN(value)) {
                        winner = h * shape.size(3) + w;
                        largest = value;
                    }
                }
            }
        }
        return winner;
    }

    /** An element that won several windows gets the sum of their gradients. */
    void backward(NdArray dy, NdArray workspace, NdArray dx) {
        LongBuffer winners = workspace.storage().plain().buffer().asLongBuffer();
        Strided from = new Strided(dy);
        Strided to = new Strided(dx);
        Shape results = dy.shape();
        int width = (int) dx.shape().size(3);
        double[] plane = new double[Math.toIntExact(dx.shape().size(2) * width)];
        for (long n = 0; n < results.size(0); n++) {
            for (long c = 0; c < results.size(1); c++) {
                Arrays.fill(plane, 0);
                for (long p = 0; p < results.size(2); p++) {
                    for (long q = 0; q < results.size(3); q++) {
                        int winner = (int) winners.get();
                        if (winner != NONE) {
                            plane[winner] += from.get(n, c, p, q);
                        }
                    }
                }
                for (int i = 0; i < plane.length; i++) {
                    to.set(n, c, i / width, i % width, plane[i]);
                }
            }
        }
    }
}
