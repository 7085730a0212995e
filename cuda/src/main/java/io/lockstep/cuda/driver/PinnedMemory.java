package io.lockstep.cuda.driver;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jcuda.Pointer;
import jcuda.driver.JCudaDriver;

/**
 * Memory of the host that the GPU reads and writes by itself, so that copies run beside kernels. It never moves and is
 * never paged out, so there should be little of it.
 */
public final class PinnedMemory implements AutoCloseable {
    private final Pointer pointer = new Pointer();
    private final long address;
    private final ByteBuffer buffer;
    private boolean open = true;

    PinnedMemory(int bytes) {
        Status.check(
                JCudaDriver.cuMemAllocHost(pointer, Math.max(1, bytes)),
                "cuMemAllocHost",
                () -> bytes
                        + " bytes of pinned host memory; raise the limit of locked memory (ulimit -l) or use smaller batches");
        address = Address.of(pointer);
        buffer = pointer.getByteBuffer(0, bytes).order(ByteOrder.nativeOrder());
    }

    /** The whole of it, in native order; must not be used after {@link #close()}. */
    public ByteBuffer buffer() {
        if (!open) {
            throw new IllegalStateException(
                    "this pinned memory was freed; keep its GPU open for as long as it is used");
        }
        return buffer;
    }

    public int bytes() {
        return buffer.capacity();
    }

    /** The address of the byte at {@code offset}. */
    public long address(long offset) {
        return address + offset;
    }

    Pointer pointer(long offset) {
        return new Address(address + offset);
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            Status.check(JCudaDriver.cuMemFreeHost(pointer), "cuMemFreeHost", () -> buffer.capacity() + " bytes");
        }
    }
}
