package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.Window;

/** A window's numbers as oneDNN takes them, height before width. */
final class Windows {
    private Windows() {}

    static long[] kernel(Window window) {
        return new long[] {window.kernelHeight(), window.kernelWidth()};
    }

    static long[] strides(Window window) {
        return new long[] {window.strideHeight(), window.strideWidth()};
    }

    /** Padding before the first row and column. */
    static long[] padding(Window window) {
        return new long[] {window.paddingHeight(), window.paddingWidth()};
    }

    /**
     * Padding behind the last row and column that makes the windows as many as the results: more than before the first
     * where a pooling rounds their number up.
     */
    static long[] paddingBehind(Window window, Shape x, Shape y) {
        return new long[] {
            behind(x.size(2), y.size(2), window.strideHeight(), window.extentHeight(), window.paddingHeight()),
            behind(x.size(3), y.size(3), window.strideWidth(), window.extentWidth(), window.paddingWidth())
        };
    }

    private static long behind(long size, long outputs, int stride, long extent, int padding) {
        return Math.max(padding, (outputs - 1) * stride + extent - size - padding);
    }

    /** oneDNN counts the gaps between the elements of a window. */
    static long[] dilation(Window window) {
        return new long[] {window.dilationHeight() - 1L, window.dilationWidth() - 1L};
    }
}
