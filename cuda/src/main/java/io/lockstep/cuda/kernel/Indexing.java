package io.lockstep.cuda.kernel;

import io.lockstep.cuda.driver.Gpu;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Reduction;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Gathering and scattering (index.cu). What is scattered to one place is combined in the order of the elements: in short lines by
 * one thread for each, in long ones after their numbers were sorted.
 */
public final class Indexing {
    private static final int THREADS = 256;
    /** As LAST in index.cu. */
    private static final int NO_FOLD = -1;
    /** Lines up to this length are walked through by one thread each. */
    private static final long SHORT = 64;
    /** Most numbers that are sorted, for 32 bytes of working memory each. */
    private static final long MOST_SORTED = 1 << 23;

    private final Gpu gpu;

    Indexing(Gpu gpu) {
        this.gpu = gpu;
    }

    public void gather(NdArray x, int dim, NdArray index, NdArray y) {
        if (y.numel() == 0) {
            return;
        }
        Placement from = Placement.of(x);
        Placement numbers = Placement.of(index);
        Placement to = Placement.of(y);
        long[] strides = from.strides().clone();
        long step = 0;
        if (strides.length > 0) {
            step = strides[dim];
            strides[dim] = 0;
        }
        Loop loop = Loop.over(to, numbers, new Placement(x, from.address(), to.sizes(), strides));
        loop.put(gpu.launch("index_gather" + y.dtype().bytes()).over(loop.count(), THREADS))
                .putLong(step)
                .run();
    }

    public void scatter(@Nullable Reduction op, int dim, NdArray index, NdArray source, NdArray y) {
        if (source.numel() == 0) {
            return;
        }
        Placement numbers = Placement.of(index);
        Lines lines = Lines.along(dim, Placement.of(source), numbers, Placement.of(y));
        long rows = repeatsOneLine(numbers, dim) ? 1 : lines.count();
        boolean sorts = lines.length() > longest(op, y.dtype()) && rows * lines.length() <= MOST_SORTED;
        SortedLines sorted = sorts ? sorted(numbers, lines, rows) : new SortedLines(0, 0);
        lines.starts()
                .put(gpu.launch((sorts ? "index_sorted_" : "index_scatter_") + carrier(source.dtype(), y.dtype())))
                .putLong(lines.length())
                .putLong(lines.steps()[0])
                .putLong(lines.steps()[1])
                .putLong(lines.steps()[2])
                .putAddress(sorted.keys())
                .putAddress(sorted.order())
                .putLong(rows)
                .putInt(op == null ? NO_FOLD : FunctionCodes.of(op))
                .over(sorts ? lines.count() * lines.length() : lines.count(), THREADS)
                .run();
    }

    /** Longest line for one thread, which rounds after each element: sums of half precisions are to be rounded once. */
    private static long longest(@Nullable Reduction op, DType dtype) {
        boolean rounds = op == Reduction.SUM || op == Reduction.PRODUCT;
        return dtype.isHalf() && rounds ? 1 : SHORT;
    }

    private SortedLines sorted(Placement numbers, Lines lines, long rows) {
        long step = lines.steps()[1];
        if (rows == lines.count()) {
            return SortedLines.sort(gpu, lines.starts(), 1, false, lines.length(), step, false);
        }
        long[] one = numbers.sizes().clone();
        Arrays.fill(one, 1);
        Loop line = Loop.over(new Placement(numbers.array(), numbers.address(), one, numbers.strides()));
        return SortedLines.sort(gpu, line, 0, false, lines.length(), step, false);
    }

    /** Whether all lines of the array are the same elements. */
    private static boolean repeatsOneLine(Placement x, int dim) {
        for (int d = 0; d < x.sizes().length; d++) {
            if (d != dim && x.sizes()[d] != 1 && x.strides()[d] != 0) {
                return false;
            }
        }
        return true;
    }

    private static String carrier(DType source, DType y) {
        if (!y.isFloating()) {
            return "long";
        }
        boolean exact = (source.isHalf() || source == DType.FLOAT32) && y != DType.FLOAT64;
        return exact ? "float" : "double";
    }
}
