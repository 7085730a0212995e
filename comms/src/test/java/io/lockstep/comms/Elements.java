package io.lockstep.comms;

import io.lockstep.comms.reduce.Bfloat16;
import io.lockstep.comms.reduce.Float16;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/** Writes and reads the elements of a buffer as numbers, whatever their type. */
final class Elements {
    private Elements() {}

    static void put(ByteBuffer data, ElementType type, int index, double value) {
        int at = index * type.bytes();
        switch (type) {
            case FLOAT32 -> data.putFloat(at, (float) value);
            case FLOAT64 -> data.putDouble(at, value);
            case FLOAT16 -> data.putShort(at, Float16.ofFloat((float) value));
            case BFLOAT16 -> data.putShort(at, Bfloat16.ofFloat((float) value));
            case INT32 -> data.putInt(at, (int) value);
            case INT64 -> data.putLong(at, (long) value);
        }
    }

    static double get(ByteBuffer data, ElementType type, int index) {
        int at = index * type.bytes();
        return switch (type) {
            case FLOAT32 -> data.getFloat(at);
            case FLOAT64 -> data.getDouble(at);
            case FLOAT16 -> Float16.toFloat(data.getShort(at));
            case BFLOAT16 -> Bfloat16.toFloat(data.getShort(at));
            case INT32 -> data.getInt(at);
            case INT64 -> data.getLong(at);
        };
    }

    /** Whole numbers from -8 to 8, whose sums every type has exactly in any order. */
    static ByteBuffer wholeNumbers(ElementType type, int count, long seed) {
        Random random = new Random(seed);
        ByteBuffer data = direct(count * type.bytes());
        for (int i = 0; i < count; i++) {
            put(data, type, i, random.nextInt(17) - 8);
        }
        return data;
    }

    static ByteBuffer gaussian(ElementType type, int count, long seed) {
        Random random = new Random(seed);
        ByteBuffer data = direct(count * type.bytes());
        for (int i = 0; i < count; i++) {
            put(data, type, i, 100 * random.nextGaussian());
        }
        return data;
    }

    static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
}
