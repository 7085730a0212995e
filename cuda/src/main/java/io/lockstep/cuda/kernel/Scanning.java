package io.lockstep.cuda.kernel;

import io.lockstep.cuda.driver.Gpu;
import io.lockstep.cuda.driver.Launch;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Reduction;

/**
 * Sums, products and extremes up to each element of a line (scan.cu), in double precision. Where neighbouring lines lie beside one
 * another and there are many, a thread goes along each; otherwise a block does, and a long line is cut into chunks, whose
 * totals are scanned first.
 */
public final class Scanning {
    private static final int THREADS = 256;
    /** So many lines keep the GPU busy with a thread for each. */
    private static final long MANY_LINES = 4096;
    /** Lines up to this length leave most threads of a block without work. */
    private static final long SHORT = 32;
    /** Elements of a chunk: 16 tiles of a block. */
    private static final long CHUNK = 16 * 1024;

    private static final int MOST_CHUNKS = 65535;

    private final Gpu gpu;

    Scanning(Gpu gpu) {
        this.gpu = gpu;
    }

    public void scan(Reduction op, int dim, NdArray x, NdArray y) {
        if (y.numel() == 0) {
            return;
        }
        Lines lines = Lines.along(dim, Placement.of(x), Placement.of(y));
        String type = x.dtype().isFloating() ? "double" : "long";
        if (lines.length() <= SHORT || (lines.count() >= MANY_LINES && Math.abs(lines.steps()[0]) > 1)) {
            launch("scan_threads_" + type, op, lines, 0, lines.length())
                    .over(lines.count(), THREADS)
                    .run();
            return;
        }
        long chunk = Math.max(CHUNK, (lines.length() + MOST_CHUNKS - 1) / MOST_CHUNKS);
        long chunks = (lines.length() + chunk - 1) / chunk;
        long totals = 0;
        if (chunks > 1) {
            totals = gpu.scratch().take(lines.count() * chunks * Double.BYTES);
            launch("scan_totals_" + type, op, lines, totals, chunk)
                    .grid(lines.count(), chunks, 1)
                    .threads(THREADS)
                    .run();
            gpu.launch("scan_starts_" + type)
                    .putAddress(totals)
                    .putLong(lines.count())
                    .putLong(chunks)
                    .putInt(FunctionCodes.of(op))
                    .over(lines.count(), THREADS)
                    .run();
        }
        launch("scan_blocks_" + type, op, lines, totals, chunk)
                .grid(lines.count(), chunks, 1)
                .threads(THREADS)
                .run();
    }

    private Launch launch(String kernel, Reduction op, Lines lines, long totals, long chunk) {
        return lines.starts()
                .put(gpu.launch(kernel))
                .putLong(lines.length())
                .putLong(lines.steps()[0])
                .putLong(lines.steps()[1])
                .putAddress(totals)
                .putLong(chunk)
                .putInt(FunctionCodes.of(op));
    }
}
