package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.Window;

/** A window's numbers as oneDNN takes them, height before width. */
final class Windows {
    /** oneDNN counts the gaps between the elements of a window. */
    static final long[] NO_DILATION = {0, 0};

    private Windows() {}

    static long[] kernel(Window window) {
        return new long[] {window.kernelHeight(), window.kernelWidth()};
    }

    static long[] strides(Window window) {
        return new long[] {window.strideHeight(), window.strideWidth()};
    }

    static long[] padding(Window window) {
        return new long[] {window.paddingHeight(), window.paddingWidth()};
    }
}
