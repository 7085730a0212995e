package io.lockstep.engine.backend;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** A piece of native memory that an {@link Allocator} handed out, and that must not be used after it was taken back. */
public final class Block {
    private final Memory memory;
    private final long offset;
    private final long bytes;
    private final Arena.@Nullable Lease lease;

    private Block(Memory memory, long offset, long bytes, Arena.@Nullable Lease lease) {
        this.memory = memory;
        this.offset = offset;
        this.bytes = bytes;
        this.lease = lease;
    }

    /** The whole of a block of memory that lives until it is closed. */
    public static Block of(Memory memory) {
        return new Block(memory, 0, memory.bytes(), null);
    }

    static Block leased(Memory memory, long offset, long bytes, Arena.Lease lease) {
        return new Block(memory, offset, bytes, lease);
    }

    /** A part of this block, with the same lifetime. */
    public Block slice(long offset, long bytes) {
        if (offset < 0 || bytes < 0 || offset + bytes > this.bytes) {
            throw new IndexOutOfBoundsException(
                    "bytes " + offset + " to " + (offset + bytes) + " do not lie in a block of " + this.bytes);
        }
        return new Block(memory, this.offset + offset, bytes, lease);
    }

    public long bytes() {
        return bytes;
    }

    /**
     * The bytes of this block, in native order.
     *
     * @throws IllegalStateException if the memory was freed, its step has ended, or it is a GPU's
     */
    public ByteBuffer buffer() {
        checkAlive();
        return memory.buffer().slice((int) offset, (int) bytes).order(ByteOrder.nativeOrder());
    }

    /** The bytes of this block, in native order, to be read only: themselves, or a copy if they are on a GPU. */
    public ByteBuffer read() {
        checkAlive();
        if (bytes > Integer.MAX_VALUE) {
            throw new IllegalStateException("the host reads at most 2 GiB at once, but this tensor has " + bytes
                    + " bytes; read it in parts, such as with narrow()");
        }
        return memory.read(offset, (int) bytes);
    }

    /** Overwrites the bytes of this block with as many of {@code from}, whose position stays. */
    public void write(ByteBuffer from) {
        checkAlive();
        if (from.remaining() != bytes) {
            throw new IllegalArgumentException(
                    from.remaining() + " bytes were given for a block of " + bytes + "; give exactly as many");
        }
        memory.write(offset, from);
    }

    /** The address of the first byte; {@code resolver} tells that of a direct buffer. */
    public long address(ToLongFunction<ByteBuffer> resolver) {
        checkAlive();
        if (memory instanceof NativeMemory host) {
            return host.address(resolver) + offset;
        }
        throw new IllegalStateException(
                "a kernel of the processor got a tensor in the memory of another device; move all"
                        + " operands to one device with to(device)");
    }

    /**
     * The memory that this is a piece of.
     *
     * @throws IllegalStateException if its step has ended
     */
    public Memory memory() {
        checkAlive();
        return memory;
    }

    /** Where in the memory it begins, in bytes. */
    public long offset() {
        return offset;
    }

    /** The memory, however long it may be read. */
    Memory owned() {
        return memory;
    }

    /** @return whether the block was {@code arena}'s until now */
    boolean endLease(Arena arena) {
        return lease != null && lease.isOf(arena) && lease.end();
    }

    private void checkAlive() {
        if (lease != null) {
            lease.check();
        }
    }
}
