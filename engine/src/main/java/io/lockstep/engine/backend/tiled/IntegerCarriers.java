package io.lockstep.engine.backend.tiled;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.Arrays;

/** For elements that are moved as the integers of their bits. */
final class IntegerCarriers {
    private IntegerCarriers() {}

    static final class Bytes extends Carrier {
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
    }

    static final class Shorts extends Carrier {
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
    }

    static final class Ints extends Carrier {
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
    }

    static final class Longs extends Carrier {
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
}
