package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.KernelListener;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl.scratchpad_mode;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.stream;
import org.jspecify.annotations.Nullable;

/**
 * oneDNN's engine and stream for one thread, with what all kernels of a backend share: known formats, reorders between
 * them, and memory for temporary results. On the CPU a stream runs each kernel before the call returns.
 */
final class NativeEngine implements AutoCloseable {
    private final engine handle;
    private final stream queue;
    private final Formats formats;
    private final Reorders reorders;
    private final Scratch scratch = new Scratch();
    private boolean open = true;
    private @Nullable KernelListener listener;

    NativeEngine() {
        String unavailable = NativeLibrary.unavailable();
        if (unavailable != null) {
            throw new IllegalStateException(unavailable);
        }
        handle = new engine(engine.kind.cpu, 0);
        queue = new stream(handle);
        formats = new Formats(this);
        reorders = new Reorders(this);
    }

    engine handle() {
        checkOpen();
        return handle;
    }

    stream stream() {
        return queue;
    }

    /** Memory of a closed engine must not be given to oneDNN, which would not notice. */
    void checkOpen() {
        if (!open) {
            throw new IllegalStateException(
                    "the oneDNN backend that made this array was closed; read its arrays before you close it");
        }
    }

    Formats formats() {
        return formats;
    }

    Reorders reorders() {
        return reorders;
    }

    Scratch scratch() {
        return scratch;
    }

    /** Who is told of each kernel, null for nobody. */
    @Nullable
    KernelListener listener() {
        return listener;
    }

    void listen(@Nullable KernelListener listener) {
        this.listener = listener;
    }

    /**
     * Attributes of every kernel. The scratchpad is the caller's, so that all kernels share one; the library's own
     * would be bound to the thread that created the kernel. The same numbers give the same bits.
     */
    primitive_attr attributes() {
        primitive_attr attributes = new primitive_attr();
        attributes.set_scratchpad_mode(scratchpad_mode.user);
        attributes.set_deterministic(true);
        return attributes;
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            reorders.close();
            scratch.close();
            queue.close();
            handle.close();
        }
    }
}
