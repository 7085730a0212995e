package io.lockstep.engine.backend;

import org.jspecify.annotations.Nullable;

/**
 * The elements of one or more arrays. Memory is taken when it is first written, so that a kernel may choose the layout
 * of a fresh result ({@link #allocate(long, Layout)}); it turns into plain row-major order the moment something asks
 * for {@link #plain()}.
 */
public final class Storage {
    private final Allocator allocator;
    private final long plainBytes;
    private @Nullable Block block;
    private @Nullable Layout layout;

    private Storage(Allocator allocator, long plainBytes, @Nullable Block block) {
        this.allocator = allocator;
        this.plainBytes = plainBytes;
        this.block = block;
    }

    /** Storage for {@code plainBytes} bytes, whose memory is taken from {@code allocator} when it is first needed. */
    public static Storage deferred(Allocator allocator, long plainBytes) {
        return new Storage(allocator, plainBytes, null);
    }

    /** Storage in memory that exists, in plain order for ever. */
    public static Storage of(Allocator allocator, Block block) {
        return new Storage(allocator, block.bytes(), block);
    }

    /** True while nothing was written: a kernel may then choose the layout. */
    public boolean isDeferred() {
        return block == null;
    }

    /** The layout that a backend chose, or null for plain row-major order or no memory yet. */
    public @Nullable Layout layout() {
        return layout;
    }

    /** Takes memory for a fresh result in a layout of the backend's choosing; {@code bytes} includes its padding. */
    public Block allocate(long bytes, @Nullable Layout layout) {
        if (block != null) {
            throw new IllegalStateException("this storage already has memory; only a fresh result may choose a layout");
        }
        this.layout = layout;
        block = allocator.allocate(bytes);
        return block;
    }

    /** The memory as it is, in {@link #layout()}; null while nothing was written. */
    public @Nullable Block block() {
        return block;
    }

    /** The memory in plain row-major order; fresh storage is allocated, another layout is converted for good. */
    public Block plain() {
        Block current = block;
        if (current == null) {
            return allocate(plainBytes, null);
        }
        if (layout != null) {
            Block plain = allocator.allocate(plainBytes);
            layout.toPlain(current, plain);
            block = plain;
            layout = null;
            return plain;
        }
        return current;
    }
}
