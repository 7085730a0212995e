package io.lockstep.cuda.driver;

import io.lockstep.engine.backend.HostMirror;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The mirrors of one GPU: streams for copies to and from the host that run beside the kernels, and a thread that waits for downloads
 * and tells who wants them. Mirrors that nobody closed end with the GPU.
 */
public final class Mirrors {
    private final Gpu gpu;
    private final List<PinnedMirror> open = new ArrayList<>();
    private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
    private @Nullable Stream downloads;
    private @Nullable Stream uploads;
    private @Nullable Thread waiter;

    Mirrors(Gpu gpu) {
        this.gpu = gpu;
    }

    /** That of {@code bytes} bytes from {@code offset} on in {@code memory}. */
    public HostMirror create(DeviceMemory memory, long offset, int bytes) {
        PinnedMirror mirror = new PinnedMirror(gpu, this, memory, offset, bytes);
        open.add(mirror);
        return mirror;
    }

    /** Where all downloads are queued; not closed by the caller. */
    public Stream downloads() {
        if (downloads == null) {
            downloads = gpu.stream("download");
        }
        return downloads;
    }

    /** As {@link #downloads}. */
    public Stream uploads() {
        if (uploads == null) {
            uploads = gpu.stream("upload");
        }
        return uploads;
    }

    void closed(PinnedMirror mirror) {
        open.remove(mirror);
    }

    /** Completes when {@code event} has passed; events are waited for in the order of these calls, as their stream passes them. */
    CompletableFuture<Void> whenPassed(Event event) {
        if (waiter == null) {
            waiter = new Thread(this::tellArrivals, "lockstep-gpu-downloads");
            waiter.setDaemon(true);
            waiter.start();
        }
        Arrival arrival = new Arrival(event, new CompletableFuture<>());
        arrivals.add(arrival);
        return arrival.there();
    }

    private void tellArrivals() {
        try {
            gpu.attach();
            for (Arrival next = arrivals.take(); next.event() != null; next = arrivals.take()) {
                tell(next.event(), next.there());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // ends the thread, as it was asked to
        }
    }

    private static void tell(Event event, CompletableFuture<Void> there) {
        try {
            event.synchronize();
            there.complete(null);
        } catch (GpuException e) {
            there.completeExceptionally(e);
        }
    }

    void close() {
        List.copyOf(open).forEach(PinnedMirror::close);
        stop();
        if (downloads != null) {
            downloads.close();
        }
        if (uploads != null) {
            uploads.close();
        }
    }

    /** Ends the thread, once it has told of all downloads. */
    void stop() {
        if (waiter != null) {
            arrivals.add(new Arrival(null, new CompletableFuture<>()));
            try {
                waiter.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** @param event null for the end */
    private record Arrival(@Nullable Event event, CompletableFuture<Void> there) {}
}
