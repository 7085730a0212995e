package io.lockstep.engine.vector;

/** Arrays of the heap between native memory and the loops, for tiles that lie side by side. They grow as needed. */
final class Staging {
    /** Floats of one matrix: all 36 of them stay in the second level of the processor's cache. */
    private static final int MATRIX = 1024;

    /** Between the matrices, so that their rows do not fall into the same sets of the cache, as those of powers of two. */
    private static final int GAP = 16;

    private float[] pixels = {};
    private float[] matrices = {};

    /** Tiles of so many channels that are taken at once. */
    static int run(int channels) {
        return Math.max(1, MATRIX / channels);
    }

    /** A rectangle of one block of channels. */
    float[] pixels(int floats) {
        if (pixels.length < floats) {
            pixels = new float[floats];
        }
        return pixels;
    }

    /** Floats from the first of one matrix to that of the next. */
    static int stride(int floatsOfEach) {
        return floatsOfEach + GAP;
    }

    /** Some rows of each of the 36 matrices, {@link #stride} apart. */
    float[] matrices(int floatsOfEach) {
        int floats = Tiles.PRODUCTS * stride(floatsOfEach);
        if (matrices.length < floats) {
            matrices = new float[floats];
        }
        return matrices;
    }
}
