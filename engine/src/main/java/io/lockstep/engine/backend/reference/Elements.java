package io.lockstep.engine.backend.reference;

import io.lockstep.engine.backend.Bfloat16;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Float16;
import io.lockstep.engine.backend.NdArray;
import java.nio.ByteBuffer;

/**
 * The elements of a storage as doubles or longs, by their position in it; a value is rounded to the element type when
 * stored: to the nearest floating number, towards zero to an integer, whose upper bits are dropped.
 */
abstract class Elements {
    final ByteBuffer buffer;

    private Elements(ByteBuffer buffer) {
        this.buffer = buffer;
    }

    /** The storage under an array, in plain order; fresh storage is allocated. */
    static Elements of(NdArray array) {
        return of(array.dtype(), array.storage().plain().buffer());
    }

    /** As above, seen by a kernel that computes in {@code computed}: for half precision it reads float32 elements rounded. */
    static Elements of(NdArray array, DType computed) {
        return array.dtype() == DType.FLOAT32 && computed.isHalf()
                ? new RoundedFloats(array.storage().plain().buffer(), computed)
                : of(array);
    }

    static Elements of(DType dtype, ByteBuffer buffer) {
        return switch (dtype) {
            case FLOAT32 -> new Floats(buffer);
            case FLOAT64 -> new Doubles(buffer);
            case BFLOAT16 -> new Bfloat16s(buffer);
            case FLOAT16 -> new Float16s(buffer);
            case INT64 -> new Longs(buffer);
            case INT32, INT16, INT8, UINT8, BOOL -> new Integers(dtype, buffer);
        };
    }

    abstract double get(long position);

    abstract void set(long position, double value);

    /** The element as a whole number, exact for integers. */
    long getLong(long position) {
        return (long) get(position);
    }

    void setLong(long position, long value) {
        set(position, (double) value);
    }

    private static final class Floats extends Elements {
        Floats(ByteBuffer buffer) {
            super(buffer);
        }

        @Override
        double get(long position) {
            return buffer.getFloat((int) (position * Float.BYTES));
        }

        @Override
        void set(long position, double value) {
            buffer.putFloat((int) (position * Float.BYTES), (float) value);
        }
    }

    /** Float32 elements to be read as the nearest numbers of a half precision. */
    private static final class RoundedFloats extends Elements {
        private final boolean toFloat16;

        RoundedFloats(ByteBuffer buffer, DType half) {
            super(buffer);
            toFloat16 = half == DType.FLOAT16;
        }

        @Override
        double get(long position) {
            float value = buffer.getFloat((int) (position * Float.BYTES));
            return toFloat16 ? Float16.round(value) : Bfloat16.round(value);
        }

        @Override
        void set(long position, double value) {
            throw new UnsupportedOperationException("rounded elements are only read");
        }
    }

    /** Rounded by way of float32, as the results of the hardware's own kernels are. */
    private static final class Bfloat16s extends Elements {
        Bfloat16s(ByteBuffer buffer) {
            super(buffer);
        }

        @Override
        double get(long position) {
            return Bfloat16.toFloat(buffer.getShort((int) (position * Short.BYTES)));
        }

        @Override
        void set(long position, double value) {
            buffer.putShort((int) (position * Short.BYTES), Bfloat16.of((float) value));
        }
    }

    private static final class Doubles extends Elements {
        Doubles(ByteBuffer buffer) {
            super(buffer);
        }

        @Override
        double get(long position) {
            return buffer.getDouble((int) (position * Double.BYTES));
        }

        @Override
        void set(long position, double value) {
            buffer.putDouble((int) (position * Double.BYTES), value);
        }
    }

    /** Rounded by way of float32, as PyTorch does. */
    private static final class Float16s extends Elements {
        Float16s(ByteBuffer buffer) {
            super(buffer);
        }

        @Override
        double get(long position) {
            return Float16.toFloat(buffer.getShort((int) (position * Short.BYTES)));
        }

        @Override
        void set(long position, double value) {
            buffer.putShort((int) (position * Short.BYTES), Float16.of((float) value));
        }
    }

    private static final class Longs extends Elements {
        Longs(ByteBuffer buffer) {
            super(buffer);
        }

        @Override
        double get(long position) {
            return getLong(position);
        }

        @Override
        void set(long position, double value) {
            setLong(position, (long) value);
        }

        @Override
        long getLong(long position) {
            return buffer.getLong((int) (position * Long.BYTES));
        }

        @Override
        void setLong(long position, long value) {
            buffer.putLong((int) (position * Long.BYTES), value);
        }
    }

    /** Integers of at most 32 bits, and truth values, which are 0 or 1. */
    private static final class Integers extends Elements {
        private final DType dtype;

        Integers(DType dtype, ByteBuffer buffer) {
            super(buffer);
            this.dtype = dtype;
        }

        @Override
        double get(long position) {
            return getLong(position);
        }

        @Override
        void set(long position, double value) {
            if (dtype == DType.BOOL) {
                buffer.put((int) position, (byte) (value == 0 ? 0 : 1));
            } else {
                setLong(position, (long) value);
            }
        }

        @Override
        long getLong(long position) {
            return switch (dtype.bytes()) {
                case Integer.BYTES -> buffer.getInt((int) (position * Integer.BYTES));
                case Short.BYTES -> buffer.getShort((int) (position * Short.BYTES));
                default ->
                    dtype == DType.INT8 ? buffer.get((int) position) : Byte.toUnsignedInt(buffer.get((int) position));
            };
        }

        @Override
        void setLong(long position, long value) {
            switch (dtype.bytes()) {
                case Integer.BYTES -> buffer.putInt((int) (position * Integer.BYTES), (int) value);
                case Short.BYTES -> buffer.putShort((int) (position * Short.BYTES), (short) value);
                default -> buffer.put((int) position, (byte) (dtype == DType.BOOL ? (value == 0 ? 0 : 1) : value));
            }
        }
    }
}
