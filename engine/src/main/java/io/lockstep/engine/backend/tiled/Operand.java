package io.lockstep.engine.backend.tiled;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The elements of an array in the row-major order of its dimensions, or of these in another order, numbered from 0.
 * Dimensions that lie behind one another in memory are walked as one, so that most arrays are one or two runs.
 */
final class Operand {
    private final DType dtype;
    private final Carrier carrier;
    private final int offset;
    private final int[] sizes;
    private final int[] strides;

    Operand(NdArray array) {
        this(array, naturalOrder(array));
    }

    /** The elements as the integers of their bits, which are only moved, or chosen from. */
    static Operand ofBits(NdArray array) {
        return new Operand(array, naturalOrder(array), Carrier.ofBits(array));
    }

    private static int[] naturalOrder(NdArray array) {
        return IntStream.range(0, array.shape().dim()).toArray();
    }

    static Operand ofBits(NdArray array, int[] order) {
        return new Operand(array, order, Carrier.ofBits(array));
    }

    /** @param order the dimensions, outermost first; left out may be those of one element */
    Operand(NdArray array, int[] order) {
        this(array, order, Carrier.of(array));
    }

    private Operand(NdArray array, int[] order, Carrier carrier) {
        this.dtype = array.dtype();
        this.carrier = carrier;
        offset = Math.toIntExact(array.offset());
        int[] merged = new int[order.length + 1];
        int[] steps = new int[order.length + 1];
        int last = 0;
        merged[0] = 1;
        for (int dim : order) {
            int size = Math.toIntExact(array.shape().size(dim));
            int stride = Math.toIntExact(array.stride(dim));
            if (size == 1) {
                continue;
            }
            if (merged[last] == 1) {
                merged[last] = size;
                steps[last] = stride;
            } else if (steps[last] == stride * size) {
                merged[last] *= size;
                steps[last] = stride;
            } else {
                merged[++last] = size;
                steps[last] = stride;
            }
        }
        sizes = Arrays.copyOf(merged, last + 1);
        strides = Arrays.copyOf(steps, last + 1);
    }

    DType dtype() {
        return dtype;
    }

    /** Reads elements into a tile, as they lie in memory. */
    void read(int first, int count, Tile tile) {
        int inner = sizes[sizes.length - 1];
        int stride = strides[strides.length - 1];
        int row = sizes.length == 1 ? 0 : first / inner;
        int column = first - row * inner;
        for (int at = 0; at < count; row++) {
            int run = Math.min(inner - column, count - at);
            carrier.read(start(row) + column * stride, stride, tile, at, run);
            at += run;
            column = 0;
        }
    }

    /** Writes elements from a tile. */
    void write(Tile tile, int first, int count) {
        int inner = sizes[sizes.length - 1];
        int stride = strides[strides.length - 1];
        int row = sizes.length == 1 ? 0 : first / inner;
        int column = first - row * inner;
        for (int at = 0; at < count; row++) {
            int run = Math.min(inner - column, count - at);
            carrier.write(tile, at, start(row) + column * stride, stride, run);
            at += run;
            column = 0;
        }
    }

    /** Position in memory of an element. */
    int position(int index) {
        int inner = sizes[sizes.length - 1];
        int row = sizes.length == 1 ? 0 : index / inner;
        return start(row) + (index - row * inner) * strides[strides.length - 1];
    }

    /** Positions in memory of some elements. */
    void positions(int first, int count, int[] positions) {
        int inner = sizes[sizes.length - 1];
        int stride = strides[strides.length - 1];
        int row = sizes.length == 1 ? 0 : first / inner;
        int column = first - row * inner;
        for (int at = 0; at < count; row++) {
            int run = Math.min(inner - column, count - at);
            int start = start(row) + column * stride;
            for (int i = 0; i < run; i++) {
                positions[at + i] = start + i * stride;
            }
            at += run;
            column = 0;
        }
    }

    /** Reads elements by their positions in memory. */
    void gather(int[] positions, int count, Tile tile) {
        carrier.gather(positions, tile, count);
    }

    /** An element of an int64 array. */
    long longAt(int index) {
        return carrier.longAt(position(index));
    }

    /** Position of the first element of a row. */
    private int start(int row) {
        int position = offset;
        int rest = row;
        for (int d = sizes.length - 2; d > 0; d--) {
            int outer = rest / sizes[d];
            position += (rest - outer * sizes[d]) * strides[d];
            rest = outer;
        }
        return sizes.length == 1 ? position : position + rest * strides[0];
    }

    /** Reads elements as doubles. */
    double[] doubles(int first, int count, Tile tile) {
        read(first, count, tile);
        return Conversions.toDoubles(dtype, tile, count);
    }

    /** Reads whole numbers as longs. */
    long[] longs(int first, int count, Tile tile) {
        read(first, count, tile);
        return Conversions.toLongs(dtype, tile, count);
    }

    /** Writes a tile's doubles, each as the nearest element of the type, or rounded towards 0 to an integer. */
    void writeDoubles(Tile tile, int first, int count) {
        Conversions.fromDoubles(dtype, tile, count);
        write(tile, first, count);
    }

    /** Writes a tile's doubles, which then are what was stored. */
    void storeDoubles(Tile tile, int first, int count) {
        writeDoubles(tile, first, count);
        Conversions.toDoubles(dtype, tile, count);
    }

    /** Writes a tile's longs; integers lose the upper bits that they have no place for. */
    void writeLongs(Tile tile, int first, int count) {
        Conversions.fromLongs(dtype, tile, count);
        write(tile, first, count);
    }
}
