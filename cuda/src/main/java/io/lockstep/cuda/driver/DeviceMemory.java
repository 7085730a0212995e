package io.lockstep.cuda.driver;

import io.lockstep.engine.backend.Memory;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import jcuda.driver.CUdeviceptr;

/**
 * A piece of a GPU's memory. Once it is closed, or nobody can reach it any more, its pool hands it out again, for kernels that
 * run after those that were launched until then: all of them run in one stream.
 */
public final class DeviceMemory implements Memory {
    private static final Cleaner CLEANER = Cleaner.create();

    private final Gpu gpu;
    private final Piece piece;
    private final long bytes;
    private final Cleaner.Cleanable cleanable;
    private boolean open = true;

    DeviceMemory(Gpu gpu, Piece piece, long bytes, Runnable giveBack) {
        this.gpu = gpu;
        this.piece = piece;
        this.bytes = bytes;
        cleanable = CLEANER.register(this, giveBack);
    }

    /** The address on the GPU. */
    public long address() {
        return piece().address();
    }

    /** The GPU whose memory it is. */
    public Gpu gpu() {
        return gpu;
    }

    CUdeviceptr pointer(long offset) {
        return piece().pointer().withByteOffset(offset);
    }

    private Piece piece() {
        if (!open) {
            throw new IllegalStateException(
                    "this memory of the GPU was freed; keep its scope open for as long as its tensors are used");
        }
        gpu.checkOpen();
        return piece;
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public boolean isOpen() {
        return open && gpu.isOpen();
    }

    /** @throws IllegalStateException always: the host does not see this memory */
    @Override
    public ByteBuffer buffer() {
        piece();
        throw new IllegalStateException("this tensor lies in the memory of " + gpu + ", which the host does not see;"
                + " use cpu() for a copy, or contents() to read its elements");
    }

    @Override
    public ByteBuffer read(long offset, int length) {
        return gpu.transfers().read(this, offset, length);
    }

    @Override
    public void write(long offset, ByteBuffer from) {
        gpu.transfers().write(this, offset, from);
    }

    @Override
    public void close() {
        open = false;
        cleanable.clean();
    }

    /** What the driver gave. */
    record Piece(CUdeviceptr pointer, long address, long size) {
        static Piece of(CUdeviceptr pointer, long size) {
            return new Piece(pointer, Address.of(pointer), size);
        }
    }
}
