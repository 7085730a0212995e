package io.lockstep.engine.backend.tiled;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;

/** For floating numbers. */
final class FloatingCarriers {
    private FloatingCarriers() {}

    static final class Floats extends Carrier {
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

    static final class Doubles extends Carrier {
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
