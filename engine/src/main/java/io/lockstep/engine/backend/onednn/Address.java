package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.Block;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Storage;
import java.nio.ByteBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/** A pointer to memory that JavaCPP does not own, and that can be pointed elsewhere without a new object. */
final class Address extends Pointer {
    Address pointTo(long address) {
        this.address = address;
        return this;
    }

    /** The address of the first element of {@code array}, in whatever layout it is; fresh arrays get plain memory. */
    static long of(NdArray array) {
        return block(array).address(Address::ofBuffer)
                + array.offset() * array.dtype().bytes();
    }

    static long of(Block block) {
        return block.address(Address::ofBuffer);
    }

    private static Block block(NdArray array) {
        Storage storage = array.storage();
        Block block = storage.block();
        return block == null ? storage.plain() : block;
    }

    static long ofBuffer(ByteBuffer buffer) {
        try (BytePointer pointer = new BytePointer(buffer)) {
            return pointer.address();
        }
    }
}
