package io.lockstep.cuda.kernel;

import io.lockstep.cuda.driver.Gpu;
import io.lockstep.engine.backend.NdArray;

/** Sorting along a dimension; equal elements keep their order (sort.cu). */
public final class Sorting {
    private static final int THREADS = 256;

    private final Gpu gpu;

    Sorting(Gpu gpu) {
        this.gpu = gpu;
    }

    public void sort(NdArray x, int dim, boolean descending, NdArray values, NdArray indices) {
        if (x.numel() == 0) {
            return;
        }
        Placement from = Placement.of(x);
        Lines lines = Lines.along(dim, from, Placement.of(values, x), Placement.of(indices, x));
        Loop starts = lines.starts();
        SortedLines sorted =
                SortedLines.sort(gpu, starts, 0, x.dtype().isFloating(), lines.length(), lines.steps()[0], descending);
        starts.put(gpu.launch("sort_write" + x.dtype().bytes()))
                .putLong(lines.length())
                .putLong(lines.steps()[0])
                .putLong(lines.steps()[1])
                .putLong(lines.steps()[2])
                .putAddress(sorted.order())
                .over(lines.count() * lines.length(), THREADS)
                .run();
    }
}
