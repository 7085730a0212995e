package io.lockstep.cuda.kernel;

import io.lockstep.cuda.driver.DeviceMemory;
import io.lockstep.engine.backend.Block;
import io.lockstep.engine.backend.NdArray;
import org.jspecify.annotations.Nullable;

/** Addresses on the GPU. */
final class Addresses {
    private Addresses() {}

    static long of(Block block) {
        return ((DeviceMemory) block.memory()).address() + block.offset();
    }

    /** The first element of a contiguous array in plain order; fresh storage gets memory. */
    static long ofContiguous(NdArray array) {
        return of(array.contiguousBlock());
    }

    /** As {@link #ofContiguous}, 0 for none. */
    static long ofNullable(@Nullable NdArray array) {
        return array == null ? 0 : ofContiguous(array);
    }
}
