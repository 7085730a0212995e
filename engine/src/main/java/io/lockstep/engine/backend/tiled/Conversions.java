package io.lockstep.engine.backend.tiled;

import io.lockstep.engine.backend.Bfloat16;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Float16;

/** Makes doubles and longs of the elements in a tile and the other way round, as the reference backend does. */
final class Conversions {
    private static final double[] ZEROS = new double[Tile.SIZE];

    private Conversions() {}

    static double[] toDoubles(DType dtype, Tile tile, int count) {
        double[] to = tile.doubles;
        switch (dtype) {
            case FLOAT64 -> {}
            case FLOAT32 -> Loops.widen(tile.floats, to, count);
            case BFLOAT16 -> {
                bfloat16s(tile.shorts, tile.floats, count);
                Loops.widen(tile.floats, to, count);
            }
            case FLOAT16 -> {
                float16s(tile.shorts, tile.floats, count);
                Loops.widen(tile.floats, to, count);
            }
            case INT32 -> doubles(tile.ints, to, count);
            default -> doubles(toLongs(dtype, tile, count), to, count);
        }
        return to;
    }

    static long[] toLongs(DType dtype, Tile tile, int count) {
        long[] to = tile.longs;
        switch (dtype) {
            case INT64 -> {}
            case INT32 -> longs(tile.ints, to, count);
            case INT16 -> longs(tile.shorts, to, count);
            case INT8 -> longs(tile.bytes, to, count);
            case UINT8, BOOL -> unsigned(tile.bytes, to, count);
            default -> throw new IllegalArgumentException(dtype + " does not hold whole numbers");
        }
        return to;
    }

    static void fromDoubles(DType dtype, Tile tile, int count) {
        double[] from = tile.doubles;
        switch (dtype) {
            case FLOAT64 -> {}
            case FLOAT32 -> Loops.narrow(from, tile.floats, count);
            case BFLOAT16 -> {
                Loops.narrow(from, tile.floats, count);
                toBfloat16s(tile.floats, tile.shorts, count);
            }
            case FLOAT16 -> {
                Loops.narrow(from, tile.floats, count);
                toFloat16s(tile.floats, tile.shorts, count);
            }
            case BOOL -> Loops.notEqual(from, ZEROS, tile.bytes, count);
            default -> {
                truncate(from, tile.longs, count);
                fromLongs(dtype, tile, count);
            }
        }
    }

    static void fromLongs(DType dtype, Tile tile, int count) {
        long[] from = tile.longs;
        switch (dtype) {
            case INT64 -> {}
            case INT32 -> ints(from, tile.ints, count);
            case INT16 -> shorts(from, tile.shorts, count);
            case INT8, UINT8 -> bytes(from, tile.bytes, count);
            case BOOL -> truths(from, tile.bytes, count);
            default -> {
                doubles(from, tile.doubles, count);
                fromDoubles(dtype, tile, count);
            }
        }
    }

    private static void bfloat16s(short[] from, float[] to, int count) {
        for (int i = 0; i < count; i++) {
            to[i] = Bfloat16.toFloat(from[i]);
        }
    }

    private static void toBfloat16s(float[] from, short[] to, int count) {
        for (int i = 0; i < count; i++) {
            to[i] = Bfloat16.of(from[i]);
        }
    }

    private static void float16s(short[] from, float[] to, int count) {
        for (int i = 0; i < count; i++) {
            to[i] = Float16.toFloat(from[i]);
        }
    }

    private static void toFloat16s(float[] from, short[] to, int count) {
        for (int i = 0; i < count; i++) {
            to[i] = Float16.of(from[i]);
        }
    }

    private static void doubles(int[] from, double[] to, int count) {
        for (int i = 0; i < count; i++) {
            to[i] = from[i];
        }
    }

    private static void doubles(long[] from, double[] to, int count) {
        for (int i = 0; i < count; i++) {
            to[i] = from[i];
        }
    }

    private static void truncate(double[] from, long[] to, int count) {
        for (int i = 0; i < count; i++) {
            to[i] = (long) from[i];
        }
    }

    private static void longs(int[] from, long[] to, int count) {
        for (int i = 0; i < count; i++) {
            to[i] = from[i];
        }
    }

    private static void longs(short[] from, long[] to, int count) {
        for (int i = 0; i < count; i++) {
            to[i] = from[i];
        }
    }

    private static void longs(byte[] from, long[] to, int count) {
        for (int i = 0; i < count; i++) {
            to[i] = from[i];
        }
    }

    private static void unsigned(byte[] from, long[] to, int count) {
        for (int i = 0; i < count; i++) {
            to[i] = from[i] & 0xff;
        }
    }

    private static void ints(long[] from, int[] to, int count) {
        for (int i = 0; i < count; i++) {
            to[i] = (int) from[i];
        }
    }

    private static void shorts(long[] from, short[] to, int count) {
        for (int i = 0; i < count; i++) {
            to[i] = (short) from[i];
        }
    }

    private static void bytes(long[] from, byte[] to, int count) {
        for (int i = 0; i < count; i++) {
            to[i] = (byte) from[i];
        }
    }

    private static void truths(long[] from, byte[] to, int count) {
        for (int i = 0; i < count; i++) {
            to[i] = (byte) (from[i] == 0 ? 0 : 1);
        }
    }
}
