package io.lockstep.engine.backend.tiled;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.RandomKey;
import io.lockstep.engine.random.RandomFill;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;

/** Random numbers of contiguous arrays, cut over the threads: each is a function of its number alone. */
final class Drawing {
    private final Workers workers;

    Drawing(Workers workers) {
        this.workers = workers;
    }

    /** Whether floating numbers are drawn here. */
    static boolean has(NdArray y) {
        return y.isContiguous() && (y.dtype() == DType.FLOAT32 || y.dtype() == DType.FLOAT64);
    }

    /** Whether whole numbers are drawn here. */
    static boolean hasIntegers(NdArray y) {
        return y.isContiguous() && y.dtype() == DType.INT64;
    }

    /** Whether elements are dropped here. */
    static boolean hasDropout(NdArray x, NdArray y) {
        return x.dtype() == DType.FLOAT32 && y.dtype() == DType.FLOAT32;
    }

    /** @see io.lockstep.engine.backend.Backend#uniform */
    void uniform(RandomKey key, NdArray y) {
        ByteBuffer memory = y.contiguousBlock().buffer();
        boolean isFloat = y.dtype() == DType.FLOAT32;
        share(y.numel(), (first, end) -> {
            if (isFloat) {
                RandomFill.uniform(key.seed(), key.stream(), key.first() + first, floats(memory, first, end));
            } else {
                RandomFill.uniform(key.seed(), key.stream(), key.first() + first, doubles(memory, first, end));
            }
        });
    }

    /** @see io.lockstep.engine.backend.Backend#normal */
    void normal(RandomKey key, NdArray y) {
        ByteBuffer memory = y.contiguousBlock().buffer();
        boolean isFloat = y.dtype() == DType.FLOAT32;
        share(y.numel(), (first, end) -> {
            if (isFloat) {
                RandomFill.normal(key.seed(), key.stream(), key.first() + first, floats(memory, first, end));
            } else {
                RandomFill.normal(key.seed(), key.stream(), key.first() + first, doubles(memory, first, end));
            }
        });
    }

    /** @see io.lockstep.engine.backend.Backend#integers */
    void integers(RandomKey key, long low, long high, NdArray y) {
        ByteBuffer memory = y.contiguousBlock().buffer();
        share(y.numel(), (first, end) -> {
            LongBuffer numbers = memory.asLongBuffer().limit(end).position(first);
            RandomFill.integers(key.seed(), key.stream(), key.first() + first, low, high, numbers);
        });
    }

    /** @see io.lockstep.engine.backend.Backend#dropout */
    void dropout(NdArray x, double probability, RandomKey key, NdArray y) {
        Operand from = new Operand(x);
        Operand to = new Operand(y);
        workers.forEachTile(y.numel(), (worker, first, count) -> {
            float[] uniform = worker.b.floats;
            RandomFill.uniform(key.seed(), key.stream(), key.first() + first, FloatBuffer.wrap(uniform, 0, count));
            from.read(first, count, worker.a);
            float[] elements = worker.a.floats;
            float[] results = worker.y.floats;
            for (int i = 0; i < count; i++) {
                results[i] = uniform[i] >= probability ? (float) (elements[i] / (1 - probability)) : 0;
            }
            to.write(worker.y, first, count);
        });
    }

    private static FloatBuffer floats(ByteBuffer memory, int first, int end) {
        return memory.asFloatBuffer().limit(end).position(first);
    }

    private static DoubleBuffer doubles(ByteBuffer memory, int first, int end) {
        return memory.asDoubleBuffer().limit(end).position(first);
    }

    private interface Part {
        void draw(int first, int end);
    }

    /** Parts of whole tiles, so that none begins within a block of random words that another one needs, too. */
    private void share(long elements, Part part) {
        int count = Math.toIntExact(elements);
        workers.share((int) ((elements + Tile.SIZE - 1) / Tile.SIZE), elements, (worker, first, end) -> {
            part.draw(first * Tile.SIZE, Math.min(count, end * Tile.SIZE));
        });
    }
}
