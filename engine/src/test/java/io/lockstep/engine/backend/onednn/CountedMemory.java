package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.Allocator;
import io.lockstep.engine.backend.Block;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.OwnedAllocator;
import io.lockstep.engine.backend.Shape;

/** Memory that tells how many blocks were taken from it, without a look at the arrays that take them. */
final class CountedMemory implements Allocator, AutoCloseable {
    private final OwnedAllocator allocator = new OwnedAllocator();
    private int blocks;

    NdArray fresh(Shape shape) {
        return NdArray.deferred(this, DType.FLOAT32, shape);
    }

    @Override
    public Block allocate(long bytes) {
        blocks++;
        return allocator.allocate(bytes);
    }

    int blocks() {
        return blocks;
    }

    @Override
    public void close() {
        allocator.close();
    }
}
