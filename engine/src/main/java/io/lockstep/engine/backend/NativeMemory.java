package io.lockstep.engine.backend;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.ToLongFunction;

/**
 * A block of zeroed memory outside the Java heap, aligned to a cache line, that native kernels and sockets read and
 * write in place. Who allocates it closes it; what nobody closed is freed with its buffer by the garbage collector.
 */
public final class NativeMemory implements Memory {
    /** Alignment of every block in bytes: a cache line, and the widest vector of current processors. */
    public static final int ALIGNMENT = 64;

    /** The JDK's only public way to free a direct buffer at once, reached by reflection since javac warns of its class. */
    private static final MethodHandle FREE = invokeCleaner();

    private final ByteBuffer allocation;
    private final ByteBuffer buffer;
    private boolean open = true;
    private long address;

    private NativeMemory(ByteBuffer allocation, ByteBuffer buffer) {
        this.allocation = allocation;
        this.buffer = buffer;
    }

    /**
     * @param bytes size, at most 2 GiB less the alignment
     * @throws IllegalArgumentException if the size is out of range
     * @throws OutOfMemoryError if the JVM's limit on direct memory is reached
     */
    public static NativeMemory allocate(long bytes) {
        if (bytes < 0 || bytes > Integer.MAX_VALUE - ALIGNMENT) {
            throw new IllegalArgumentException("one block of native memory holds 0 to "
                    + (Integer.MAX_VALUE - ALIGNMENT) + " bytes, but " + bytes
                    + " were asked for; use a smaller batch or split the tensor");
        }
        ByteBuffer allocation = ByteBuffer.allocateDirect((int) bytes + ALIGNMENT);
        // Not alignedSlice, which also rounds the end down.
        int misaligned = allocation.alignmentOffset(0, ALIGNMENT);
        int start = misaligned == 0 ? 0 : ALIGNMENT - misaligned;
        return new NativeMemory(allocation, allocation.slice(start, (int) bytes).order(ByteOrder.nativeOrder()));
    }

    @Override
    public long bytes() {
        return buffer.capacity();
    }

    /** The whole block, in native byte order; the caller must not use it after {@link #close()}. */
    @Override
    public ByteBuffer buffer() {
        if (!open) {
            throw new IllegalStateException(
                    "this native memory was freed; keep its scope open for as long as its tensors are used");
        }
        return buffer;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public ByteBuffer read(long offset, int bytes) {
        return buffer().slice((int) offset, bytes).order(ByteOrder.nativeOrder());
    }

    @Override
    public void write(long offset, ByteBuffer from) {
        buffer().slice((int) offset, from.remaining()).put(from.duplicate());
    }

    /** The address of the first byte, asked of {@code resolver} once, since the JDK itself does not tell it. */
    public long address(ToLongFunction<ByteBuffer> resolver) {
        ByteBuffer alive = buffer();
        if (address == 0) {
            address = resolver.applyAsLong(alive);
        }
        return address;
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            try {
                FREE.invoke(allocation);
            } catch (Throwable e) {
                throw new IllegalStateException("the JVM refused to free a direct buffer", e);
            }
        }
    }

    private static MethodHandle invokeCleaner() {
        try {
            Class<?> unsafe = Class.forName("sun.misc.Unsafe");
            Field instance = unsafe.getDeclaredField("theUnsafe");
            instance.setAccessible(true);
            return MethodHandles.lookup()
                    .unreflect(unsafe.getMethod("invokeCleaner", ByteBuffer.class))
                    .bindTo(instance.get(null));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
