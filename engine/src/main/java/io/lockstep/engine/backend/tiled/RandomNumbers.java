package io.lockstep.engine.backend.tiled;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.RandomKey;
import io.lockstep.engine.random.RandomFill;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;

/** Random numbers, which are functions of their place in a sequence, so that each thread makes those of its tiles. */
final class RandomNumbers {
    private final Workers workers;
    private final FloatBuffer[] floats;
    private final DoubleBuffer[] doubles;

    RandomNumbers(Workers workers) {
        this.workers = workers;
        floats = new FloatBuffer[workers.size()];
        doubles = new DoubleBuffer[workers.size()];
        for (int i = 0; i < workers.size(); i++) {
            floats[i] = FloatBuffer.wrap(workers.get(i).y.floats);
            doubles[i] = DoubleBuffer.wrap(workers.get(i).y.doubles);
        }
    }

    /** The half precisions are not drawn. */
    static boolean has(NdArray y) {
        return y.dtype() == DType.FLOAT32 || y.dtype() == DType.FLOAT64;
    }

    /** @see io.lockstep.engine.backend.Backend#uniform */
    void uniform(RandomKey key, NdArray y) {
        Operand to = new Operand(y);
        workers.forEachTile(y.numel(), (worker, first, count) -> {
            uniform(key, y.dtype(), worker, first, count);
            to.write(worker.y, first, count);
        });
    }

    /** @see io.lockstep.engine.backend.Backend#normal */
    void normal(RandomKey key, NdArray y) {
        Operand to = new Operand(y);
        workers.forEachTile(y.numel(), (worker, first, count) -> {
            long number = key.first() + first;
            if (y.dtype() == DType.FLOAT32) {
                FloatBuffer values = floats[worker.index()].limit(count);
                RandomFill.normal(key.seed(), key.stream(), number, values);
            } else {
                DoubleBuffer values = doubles[worker.index()].limit(count);
                RandomFill.normal(key.seed(), key.stream(), number, values);
            }
            to.write(worker.y, first, count);
        });
    }

    /** @see io.lockstep.engine.backend.Backend#integers */
    void integers(RandomKey key, long low, long high, NdArray y) {
        Operand to = new Operand(y);
        workers.forEachTile(y.numel(), (worker, first, count) -> {
            long number = key.first() + first;
            RandomFill.integers(key.seed(), key.stream(), number, low, high, worker.y.longs, count);
            to.writeLongs(worker.y, first, count);
        });
    }

    /** @see io.lockstep.engine.backend.Backend#dropout */
    void dropout(NdArray x, double probability, RandomKey key, NdArray y) {
        Operand from = new Operand(x);
        Operand to = new Operand(y);
        boolean single = y.dtype() == DType.FLOAT32;
        workers.forEachTile(y.numel(), (worker, first, count) -> {
            uniform(key, y.dtype(), worker, first, count);
            double[] uniform = worker.y.doubles;
            if (single) {
                Loops.widen(worker.y.floats, uniform, count);
            }
            double[] elements = from.doubles(first, count, worker.a);
            for (int i = 0; i < count; i++) {
                uniform[i] = uniform[i] >= probability ? elements[i] / (1 - probability) : 0;
            }
            to.writeDoubles(worker.y, first, count);
        });
    }

    private void uniform(RandomKey key, DType dtype, Worker worker, int first, int count) {
        long number = key.first() + first;
        if (dtype == DType.FLOAT32) {
            RandomFill.uniform(key.seed(), key.stream(), number, floats[worker.index()].limit(count));
        } else {
            RandomFill.uniform(key.seed(), key.stream(), number, doubles[worker.index()].limit(count));
        }
    }
}
