package io.lockstep.engine.backend.tiled;

import io.lockstep.engine.backend.NdArray;
import java.nio.ByteBuffer;

/** Moves elements between the memory under an array and tiles, bit by bit, as the Java type of their size. */
abstract class Carrier {
    /** For the storage under an array, in plain order; fresh storage is allocated. */
    static Carrier of(NdArray array) {
        ByteBuffer memory = array.storage().plain().buffer();
        return switch (array.dtype()) {
            case BOOL, UINT8, INT8 -> new IntegerCarriers.Bytes(memory);
            case INT16, FLOAT16, BFLOAT16 -> new IntegerCarriers.Shorts(memory.asShortBuffer());
            case INT32 -> new IntegerCarriers.Ints(memory.asIntBuffer());
            case FLOAT32 -> new FloatingCarriers.Floats(memory.asFloatBuffer());
            case INT64 -> new IntegerCarriers.Longs(memory.asLongBuffer());
            case FLOAT64 -> new FloatingCarriers.Doubles(memory.asDoubleBuffer());
        };
    }

    /** As above, for elements that are only moved, or chosen from: floating numbers as the integers of their bits. */
    static Carrier ofBits(NdArray array) {
        ByteBuffer memory = array.storage().plain().buffer();
        return switch (array.dtype().bytes()) {
            case Byte.BYTES -> new IntegerCarriers.Bytes(memory);
            case Short.BYTES -> new IntegerCarriers.Shorts(memory.asShortBuffer());
            case Integer.BYTES -> new IntegerCarriers.Ints(memory.asIntBuffer());
            default -> new IntegerCarriers.Longs(memory.asLongBuffer());
        };
    }

    /** Reads {@code count} elements, {@code stride} apart from {@code position} on, to a tile from {@code at} on. */
    abstract void read(int position, int stride, Tile tile, int at, int count);

    /** Writes {@code count} elements of a tile from {@code at} on to places {@code stride} apart. */
    abstract void write(Tile tile, int at, int position, int stride, int count);

    /** One element of an int64 array. */
    long longAt(int position) {
        throw new IllegalStateException("an index has elements of int64");
    }

    /** Reads the elements at {@code count} positions to a tile. */
    abstract void gather(int[] positions, Tile tile, int count);

    /** Writes a tile's elements to {@code count} positions, in their order. */
    abstract void scatter(Tile tile, int[] positions, int count);

    /** Adds a tile's elements to those at {@code count} positions, in their order. */
    void add(Tile tile, int[] positions, int count) {
        throw new UnsupportedOperationException("elements are added where their type is float32, float64 or int64");
    }
}
