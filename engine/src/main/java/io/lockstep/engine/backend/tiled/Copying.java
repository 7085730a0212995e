package io.lockstep.engine.backend.tiled;

import io.lockstep.engine.backend.NdArray;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Fills and copies arrays, from one element type and order to another. */
final class Copying {
    /** Bytes of a unit of work where whole arrays are copied. */
    private static final int BLOCK = 1 << 14;

    private final Workers workers;

    Copying(Workers workers) {
        this.workers = workers;
    }

    /** @see io.lockstep.engine.backend.Backend#fill */
    void fill(NdArray y, double value) {
        Operand to = new Operand(y);
        workers.forEachTile(y.numel(), (worker, first, count) -> {
            Arrays.fill(worker.y.doubles, value);
            to.writeDoubles(worker.y, first, count);
        });
    }

    /** @see io.lockstep.engine.backend.Backend#copy */
    void copy(NdArray x, NdArray y) {
        if (x.dtype() == y.dtype() && x.isContiguous() && y.isContiguous()) {
            moveBlock(x.contiguousBlock().buffer(), y.contiguousBlock().buffer());
        } else if (x.dtype() == y.dtype()) {
            move(Operand.ofBits(x), Operand.ofBits(y), y.numel());
        } else if (x.dtype().isFloating() || y.dtype().isFloating()) {
            convert(new Operand(x), new Operand(y), y.numel());
        } else {
            convertIntegers(new Operand(x), new Operand(y), y.numel());
        }
    }

    private void moveBlock(ByteBuffer from, ByteBuffer to) {
        int bytes = to.remaining();
        workers.share((bytes + BLOCK - 1) / BLOCK, bytes, (worker, first, end) -> {
            int start = first * BLOCK;
            to.put(start, from, start, Math.min(end * BLOCK, bytes) - start);
        });
    }

    private void move(Operand from, Operand to, long elements) {
        workers.forEachTile(elements, (worker, first, count) -> {
            from.read(first, count, worker.y);
            to.write(worker.y, first, count);
        });
    }

    private void convert(Operand from, Operand to, long elements) {
        workers.forEachTile(elements, (worker, first, count) -> {
            from.doubles(first, count, worker.y);
            to.writeDoubles(worker.y, first, count);
        });
    }

    /** Without the detour over doubles, which would round. */
    private void convertIntegers(Operand from, Operand to, long elements) {
        workers.forEachTile(elements, (worker, first, count) -> {
            from.longs(first, count, worker.y);
            to.writeLongs(worker.y, first, count);
        });
    }
}
