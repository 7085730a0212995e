package io.lockstep.engine.backend.tiled;

/**
 * Some elements of an array on the heap, few enough to stay in the first-level cache: as the Java type that holds them in
 * memory, and as the doubles or longs in which kernels compute.
 */
final class Tile {
    /** Most elements; a multiple of all vectors' lengths. */
    static final int SIZE = 1024;

    final byte[] bytes = new byte[SIZE];
    final short[] shorts = new short[SIZE];
    final int[] ints = new int[SIZE];
    final float[] floats = new float[SIZE];
    final long[] longs = new long[SIZE];
    final double[] doubles = new double[SIZE];
}
