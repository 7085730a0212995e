package io.lockstep.engine.backend.tiled;

import io.lockstep.engine.backend.NdArray;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.Arrays;

/** Moves elements between the memory under an array and tiles, bit by bit, as the Java type of their size. */
abstract sealed class Carrier {
    private Carrier() {}

    /** For the storage under an array, in plain order; fresh storage is allocated. */
    static Carrier of(NdArray array) {
        ByteBuffer memory = array.storage().plain().buffer();
        return switch (array.dtype()) {
            case BOOL, UINT8, INT8 -> new Bytes(memory);
            case INT16, FLOAT16, BFLOAT16 -> new Shorts(memory.asShortBuffer());
            case INT32 -> new Ints(memory.asIntBuffer());
            case FLOAT32 -> new Floats(memory.asFloatBuffer());
            case INT64 -> new Longs(memory.asLongBuffer());
            case FLOAT64 -> new Doubles(memory.asDoubleBuffer());
        };
    }

    /** As above, for elements that are only moved, or chosen from: floating numbers as the integers of their bits. */
    static Carrier ofBits(NdArray array) {
        ByteBuffer memory = array.storage().plain().buffer();
        return switch (array.dtype().bytes()) {
            case Byte.BYTES -> new Bytes(memory);
            case Short.BYTES -> new Shorts(memory.asShortBuffer());
            case Integer.BYTES -> new Ints(memory.asIntBuffer());
            default -> new Longs(memory.asLongBuffer());
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
    abstract void add(Tile tile, int[] positions, int count);

    private static final class Bytes extends Carrier {
        private final ByteBuffer memory;

        Bytes(ByteBuffer memory) {
            this.memory = memory;
        }

        @Override
        void read(int position, int stride, Tile tile, int at, int count) {
            byte[] to = tile.bytes;
            if (stride == 1) {
                memory.get(position, to, at, count);
            } else if (stride == 0) {
                Arrays.fill(to, at, at + count, memory.get(position));
            } else {
                for (int i = 0; i < count; i++) {
                    to[at + i] = memory.get(position + i * stride);
                }
            }
        }

        @Override
        void write(Tile tile, int at, int position, int stride, int count) {
            byte[] from = tile.bytes;
            if (stride == 1) {
                memory.put(position, from, at, count);
            } else {
                for (int i = 0; i < count; i++) {
                    memory.put(position + i * stride, from[at + i]);
                }
            }
        }

        @Override
        void gather(int[] positions, Tile tile, int count) {
            byte[] to = tile.bytes;
            for (int i = 0; i < count; i++) {
                to[i] = memory.get(positions[i]);
            }
        }

        @Override
        void scatter(Tile tile, int[] positions, int count) {
            byte[] from = tile.bytes;
            for (int i = 0; i < count; i++) {
                memory.put(positions[i], from[i]);
            }
        }

        @Override
        void add(Tile tile, int[] positions, int count) {
            byte[] from = tile.bytes;
            for (int i = 0; i < count; i++) {
                memory.put(positions[i], (byte) (memory.get(positions[i]) + from[i]));
            }
        }
    }

    private static final class Shorts extends Carrier {
        private final ShortBuffer memory;

        Shorts(ShortBuffer memory) {
            this.memory = memory;
        }

        @Override
        void read(int position, int stride, Tile tile, int at, int count) {
            short[] to = tile.shorts;
            if (stride == 1) {
                memory.get(position, to, at, count);
            } else if (stride == 0) {
                Arrays.fill(to, at, at + count, memory.get(position));
            } else {
                for (int i = 0; i < count; i++) {
                    to[at + i] = memory.get(position + i * stride);
                }
            }
        }

        @Override
        void write(Tile tile, int at, int position, int stride, int count) {
            short[] from = tile.shorts;
            if (stride == 1) {
                memory.put(position, from, at, count);
            } else {
                for (int i = 0; i < count; i++) {
                    memory.put(position + i * stride, from[at + i]);
                }
            }
        }

        @Override
        void gather(int[] positions, Tile tile, int count) {
            short[] to = tile.shorts;
            for (int i = 0; i < count; i++) {
                to[i] = memory.get(positions[i]);
            }
        }

        @Override
        void scatter(Tile tile, int[] positions, int count) {
            short[] from = tile.shorts;
            for (int i = 0; i < count; i++) {
                memory.put(positions[i], from[i]);
            }
        }

        @Override
        void add(Tile tile, int[] positions, int count) {
            short[] from = tile.shorts;
            for (int i = 0; i < count; i++) {
                memory.put(positions[i], (short) (memory.get(positions[i]) + from[i]));
            }
        }
    }

    private static final class Ints extends Carrier {
        private final IntBuffer memory;

        Ints(IntBuffer memory) {
            this.memory = memory;
        }

        @Override
        void read(int position, int stride, Tile tile, int at, int count) {
            int[] to = tile.ints;
            if (stride == 1) {
                memory.get(position, to, at, count);
            } else if (stride == 0) {
                Arrays.fill(to, at, at + count, memory.get(position));
            } else {
                for (int i = 0; i < count; i++) {
                    to[at + i] = memory.get(position + i * stride);
                }
            }
        }

        @Override
        void write(Tile tile, int at, int position, int stride, int count) {
            int[] from = tile.ints;
            if (stride == 1) {
                memory.put(position, from, at, count);
            } else {
                for (int i = 0; i < count; i++) {
                    memory.put(position + i * stride, from[at + i]);
                }
            }
        }

        @Override
        void gather(int[] positions, Tile tile, int count) {
            int[] to = tile.ints;
            for (int i = 0; i < count; i++) {
                to[i] = memory.get(positions[i]);
            }
        }

        @Override
        void scatter(Tile tile, int[] positions, int count) {
            int[] from = tile.ints;
            for (int i = 0; i < count; i++) {
                memory.put(positions[i], from[i]);
            }
        }

        @Override
        void add(Tile tile, int[] positions, int count) {
            int[] from = tile.ints;
            for (int i = 0; i < count; i++) {
                memory.put(positions[i], memory.get(positions[i]) + from[i]);
            }
        }
    }

    private static final class Floats extends Carrier {
        private final FloatBuffer memory;

        Floats(FloatBuffer memory) {
            this.memory = memory;
        }

        @Override
        void read(int position, int stride, Tile tile, int at, int count) {
            float[] to = tile.floats;
            if (stride == 1) {
                memory.get(position, to, at, count);
            } else if (stride == 0) {
                Arrays.fill(to, at, at + count, memory.get(position));
            } else {
                for (int i = 0; i < count; i++) {
                    to[at + i] = memory.get(position + i * stride);
                }
            }
        }

        @Override
        void write(Tile tile, int at, int position, int stride, int count) {
            float[] from = tile.floats;
            if (stride == 1) {
                memory.put(position, from, at, count);
            } else {
                for (int i = 0; i < count; i++) {
                    memory.put(position + i * stride, from[at + i]);
                }
            }
        }

        @Override
        void gather(int[] positions, Tile tile, int count) {
            float[] to = tile.floats;
            for (int i = 0; i < count; i++) {
                to[i] = memory.get(positions[i]);
            }
        }

        @Override
        void scatter(Tile tile, int[] positions, int count) {
            float[] from = tile.floats;
            for (int i = 0; i < count; i++) {
                memory.put(positions[i], from[i]);
            }
        }

        @Override
        void add(Tile tile, int[] positions, int count) {
            float[] from = tile.floats;
            for (int i = 0; i < count; i++) {
                memory.put(positions[i], memory.get(positions[i]) + from[i]);
            }
        }
    }

    private static final class Longs extends Carrier {
        private final LongBuffer memory;

        Longs(LongBuffer memory) {
            this.memory = memory;
        }

        @Override
        void read(int position, int stride, Tile tile, int at, int count) {
            long[] to = tile.longs;
            if (stride == 1) {
                memory.get(position, to, at, count);
            } else if (stride == 0) {
                Arrays.fill(to, at, at + count, memory.get(position));
            } else {
                for (int i = 0; i < count; i++) {
                    to[at + i] = memory.get(position + i * stride);
                }
            }
        }

        @Override
        void write(Tile tile, int at, int position, int stride, int count) {
            long[] from = tile.longs;
            if (stride == 1) {
                memory.put(position, from, at, count);
            } else {
                for (int i = 0; i < count; i++) {
                    memory.put(position + i * stride, from[at + i]);
                }
            }
        }

        @Override
        long longAt(int position) {
            return memory.get(position);
        }

        @Override
        void gather(int[] positions, Tile tile, int count) {
            long[] to = tile.longs;
            for (int i = 0; i < count; i++) {
                to[i] = memory.get(positions[i]);
            }
        }

        @Override
        void scatter(Tile tile, int[] positions, int count) {
            long[] from = tile.longs;
            for (int i = 0; i < count; i++) {
                memory.put(positions[i], from[i]);
            }
        }

        @Override
        void add(Tile tile, int[] positions, int count) {
            long[] from = tile.longs;
            for (int i = 0; i < count; i++) {
                memory.put(positions[i], memory.get(positions[i]) + from[i]);
            }
        }
    }

    private static final class Doubles extends Carrier {
        private final DoubleBuffer memory;

        Doubles(DoubleBuffer memory) {
            this.memory = memory;
        }

        @Override
        void read(int position, int stride, Tile tile, int at, int count) {
            double[] to = tile.doubles;
            if (stride == 1) {
                memory.get(position, to, at, count);
            } else if (stride == 0) {
                Arrays.fill(to, at, at + count, memory.get(position));
            } else {
                for (int i = 0; i < count; i++) {
                    to[at + i] = memory.get(position + i * stride);
                }
            }
        }

        @Override
        void write(Tile tile, int at, int position, int stride, int count) {
            double[] from = tile.doubles;
            if (stride == 1) {
                memory.put(position, from, at, count);
            } else {
                for (int i = 0; i < count; i++) {
                    memory.put(position + i * stride, from[at + i]);
                }
            }
        }

        @Override
        void gather(int[] positions, Tile tile, int count) {
            double[] to = tile.doubles;
            for (int i = 0; i < count; i++) {
                to[i] = memory.get(positions[i]);
            }
        }

        @Override
        void scatter(Tile tile, int[] positions, int count) {
            double[] from = tile.doubles;
            for (int i = 0; i < count; i++) {
                memory.put(positions[i], from[i]);
            }
        }

        @Override
        void add(Tile tile, int[] positions, int count) {
            double[] from = tile.doubles;
            for (int i = 0; i < count; i++) {
                memory.put(positions[i], memory.get(positions[i]) + from[i]);
            }
        }
    }
}
