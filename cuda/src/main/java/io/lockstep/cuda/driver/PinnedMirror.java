package io.lockstep.cuda.driver;

import io.lockstep.engine.backend.HostMirror;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import jcuda.driver.JCudaDriver;
import org.jspecify.annotations.Nullable;

/**
 * Pinned memory of the host beside a piece of the GPU's. A download begins when the kernels so far have run, an upload when those
 * before {@link #markRead()} have; kernels that come after an upload wait for it. Otherwise copies and kernels go on side by side.
 */
final class PinnedMirror implements HostMirror {
    private final Gpu gpu;
    private final Mirrors mirrors;
    private final DeviceMemory memory;
    private final long offset;
    private final PinnedMemory pinned;
    private final Event written;
    private final Event downloaded;
    private final Event read;
    private final Event uploaded;
    private @Nullable CompletableFuture<Void> arriving;
    private boolean isReadMarked;
    private boolean open = true;

    PinnedMirror(Gpu gpu, Mirrors mirrors, DeviceMemory memory, long offset, int bytes) {
        this.gpu = gpu;
        this.mirrors = mirrors;
        this.memory = memory;
        this.offset = offset;
        pinned = gpu.pinned(bytes);
        written = gpu.event();
        downloaded = gpu.event();
        read = gpu.event();
        uploaded = gpu.event();
    }

    @Override
    public ByteBuffer buffer() {
        gpu.checkOpen();
        return pinned.buffer();
    }

    @Override
    public CompletionStage<?> download() {
        written.record(gpu.settled());
        Stream stream = mirrors.downloads();
        stream.waitFor(written);
        Status.check(
                JCudaDriver.cuMemcpyDtoHAsync(
                        pinned.pointer(0), memory.pointer(offset), pinned.bytes(), stream.handle()),
                "cuMemcpyDtoHAsync",
                () -> pinned.bytes() + " bytes from " + gpu + gpu.lastLaunches());
        downloaded.record(stream);
        arriving = mirrors.whenPassed(downloaded);
        return arriving;
    }

    @Override
    public void upload() {
        if (!isReadMarked) {
            read.record(gpu.settled());
        }
        isReadMarked = false;
        gpu.attach();
        Stream stream = mirrors.uploads();
        stream.waitFor(read);
        Status.check(
                JCudaDriver.cuMemcpyHtoDAsync(
                        memory.pointer(offset), pinned.pointer(0), pinned.bytes(), stream.handle()),
                "cuMemcpyHtoDAsync",
                () -> pinned.bytes() + " bytes to " + gpu + gpu.lastLaunches());
        uploaded.record(stream);
        gpu.settled().waitFor(uploaded);
    }

    @Override
    public void markRead() {
        read.record(gpu.settled());
        isReadMarked = true;
    }

    @Override
    public void awaitUpload() {
        gpu.checkOpen();
        gpu.attach();
        uploaded.synchronize();
    }

    @Override
    public void close() {
        if (open && gpu.isOpen()) {
            open = false;
            mirrors.closed(this);
            gpu.synchronize();
            if (arriving != null) {
                arriving.exceptionally(told -> null).join(); // the event is waited for until then
            }
            uploaded.synchronize();
            written.close();
            downloaded.close();
            read.close();
            uploaded.close();
            pinned.close();
        }
    }
}
