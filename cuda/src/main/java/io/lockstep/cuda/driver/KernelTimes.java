package io.lockstep.cuda.driver;

import io.lockstep.engine.backend.KernelListener;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes the time of each kernel by the GPU's own clock, between an event before and one behind it, and tells a listener when all
 * of them have run. The GPU's clock is brought to the host's at a moment when the GPU had nothing to do.
 */
final class KernelTimes {
    /** Kernels whose times are kept at most; then they are waited for. */
    private static final int MOST_KERNELS = 2048;

    private static final double NANOS_PER_MILLI = 1e6;

    private final Gpu gpu;
    private final KernelListener listener;
    private final List<Timed> timed = new ArrayList<>();
    /** What the times of the kernels so far are counted from. */
    private final Event origin;

    private long originNanos;
    private int count;

    /** @param gpu which has run all that it was given */
    KernelTimes(Gpu gpu, KernelListener listener) {
        this.gpu = gpu;
        this.listener = listener;
        origin = gpu.timedEvent();
        begin();
    }

    private void begin() {
        origin.record(gpu.compute());
        origin.synchronize();
        originNanos = System.nanoTime();
    }

    /** Before a kernel is launched. */
    void before() {
        if (count == MOST_KERNELS) {
            gpu.synchronize(); // which reports
        }
        if (count == timed.size()) {
            timed.add(new Timed(gpu.timedEvent(), gpu.timedEvent()));
        }
        timed.get(count).start.record(gpu.compute());
    }

    /** After it was launched. */
    void after(String kernel, String detail, long bytes) {
        Timed last = timed.get(count++);
        last.end.record(gpu.compute());
        last.kernel = kernel;
        last.detail = detail;
        last.bytes = bytes;
    }

    /** Tells of the kernels since the last report, all of which have run. */
    void report() {
        if (count == 0) {
            return;
        }
        int told = count;
        count = 0;
        for (int i = 0; i < told; i++) {
            Timed kernel = timed.get(i);
            listener.ran(kernel.kernel, kernel.detail, nanosOf(kernel.start), nanosOf(kernel.end), kernel.bytes);
        }
        begin(); // times are floats of milliseconds, which are exact only near their origin
    }

    private long nanosOf(Event event) {
        return originNanos + (long) (event.millisSince(origin) * NANOS_PER_MILLI);
    }

    void close() {
        origin.close();
        for (Timed kernel : timed) {
            kernel.start.close();
            kernel.end.close();
        }
    }

    private static final class Timed {
        final Event start;
        final Event end;
        String kernel = "";
        String detail = "";
        long bytes;

        Timed(Event start, Event end) {
            this.start = start;
            this.end = end;
        }
    }
}
