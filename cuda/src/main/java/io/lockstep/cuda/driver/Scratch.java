package io.lockstep.cuda.driver;

import java.util.ArrayList;
import java.util.List;

/**
 * Working memory of kernels, such as partial sums and converted operands. A call of the backend takes pieces one behind the other,
 * and the next call begins anew: kernels run in one stream, so nobody reads them any more. Addresses repeat, call by call.
 */
public final class Scratch {
    private static final long SLAB_BYTES = 32L << 20;
    private static final long ALIGNMENT = 256;

    private final Gpu gpu;
    private final List<DeviceMemory> slabs = new ArrayList<>();
    private int slab;
    private long used;

    Scratch(Gpu gpu) {
        this.gpu = gpu;
    }

    /** Takes all pieces back, at the beginning of each call of the backend. */
    public void reset() {
        slab = 0;
        used = 0;
    }

    /** The address of {@code bytes} bytes with undefined contents, aligned to 256 bytes. */
    public long take(long bytes) {
        while (slab < slabs.size() && used + bytes > slabs.get(slab).bytes()) {
            slab++;
            used = 0;
        }
        if (slab == slabs.size()) {
            slabs.add(gpu.allocate("working memory of kernels", Math.max(bytes, SLAB_BYTES)));
        }
        long address = slabs.get(slab).address() + used;
        used += (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        return address;
    }

    void close() {
        slabs.forEach(DeviceMemory::close);
        slabs.clear();
    }
}
