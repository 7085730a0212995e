package io.lockstep.engine.backend;

import org.jspecify.annotations.Nullable;

/**
 * The elements of one or more arrays. Memory is taken when it is first written, so that a kernel may choose the layout
 * of a fresh result ({@link #allocate(long, Layout)}); it turns into plain row-major order the moment something asks
 * for {@link #plain()}.
 *
 * <p>A kernel that was held back, to be run as one with the next, leaves {@linkplain #beforeAccess word} with the
 * storages that it reads and writes: who looks at one of them first lets the kernel run.
 */
public final class Storage {
    private Allocator allocator;
    private final long plainBytes;
    private @Nullable Block block;
    private @Nullable Layout layout;
    private @Nullable Runnable beforeAccess;
    private @Nullable Object companion;
    private boolean releaseLater;
    private long version;

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
        settle();
        return block == null;
    }

    /** The layout that a backend chose, or null for plain row-major order or no memory yet. */
    public @Nullable Layout layout() {
        settle();
        return layout;
    }

    /** Takes memory for a fresh result in a layout of the backend's choosing; {@code bytes} includes its padding. */
    public Block allocate(long bytes, @Nullable Layout layout) {
        settle();
        if (block != null) {
            throw new IllegalStateException("this storage already has memory; only a fresh result may choose a layout");
        }
        this.layout = layout;
        block = allocator.allocate(bytes);
        return block;
    }

    /** The memory as it is, in {@link #layout()}; null while nothing was written. */
    public @Nullable Block block() {
        settle();
        return block;
    }

    /** The memory in plain row-major order; fresh storage is allocated, another layout is converted for good. */
    public Block plain() {
        settle();
        Block current = block;
        if (current == null) {
            return allocate(plainBytes, null);
        }
        if (layout != null) {
            Block plain = allocator.allocate(plainBytes);
            layout.toPlain(current, plain);
            block = plain;
            layout = null;
            allocator.release(current);
            return plain;
        }
        return current;
    }

    /**
     * Gives the memory back for other results of the same step, for a result that nobody reads any more but a kernel that
     * was held back.
     */
    public void release() {
        if (beforeAccess != null) {
            releaseLater = true;
        } else if (block != null) {
            allocator.release(block);
        }
    }

    /** Lets the memory live as long as other memory of {@code heir}, if it lives as long as that of {@code owner} now. */
    public void hand(OwnedAllocator owner, OwnedAllocator heir) {
        settle();
        if (allocator == owner) {
            allocator = heir;
            if (block != null) {
                owner.hand(block, heir);
            }
        }
    }

    /** Whether {@link #release} was called and waits for a kernel that was held back. */
    public boolean isReleased() {
        return releaseLater;
    }

    /** Lets {@code action} run once, before the elements, or whether there are any, are next looked at. */
    public void beforeAccess(Runnable action) {
        beforeAccess = action;
    }

    /** Forgets what was to run before the next look. */
    public void forgetBeforeAccess() {
        beforeAccess = null;
        if (releaseLater) {
            releaseLater = false;
            release();
        }
    }

    /** How often the elements were changed in place since they were first written, through whatever view. */
    public long version() {
        return version;
    }

    /** Tells that the elements were changed in place. */
    public void changed() {
        version++;
    }

    /** What a backend keeps beside the elements for later kernels, null for nothing. */
    public @Nullable Object companion() {
        return companion;
    }

    public void companion(@Nullable Object companion) {
        this.companion = companion;
    }

    /** Fresh storage whose memory comes from the same place and lives as long. */
    public Storage sibling(long plainBytes) {
        return deferred(allocator, plainBytes);
    }

    /** Lets the kernel run that was held back and reads or writes these elements. */
    public void settle() {
        Runnable action = beforeAccess;
        if (action != null) {
            beforeAccess = null;
            try {
                action.run();
            } catch (RuntimeException | Error e) {
                beforeAccess = action; // else the next look would find a result that was never written
                throw e;
            }
        }
    }
}
