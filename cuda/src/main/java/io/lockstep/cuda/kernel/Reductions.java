package io.lockstep.cuda.kernel;

import io.lockstep.cuda.driver.Gpu;
import io.lockstep.cuda.driver.Launch;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Reduction;

/**
 * Sums, products and extremes along dimensions (reduce.cu), in double precision and in an order that only shapes decide. Long
 * lists of elements are cut into chunks, so that few results, too, keep the whole GPU busy.
 */
public final class Reductions {
    /** Enough blocks for every GPU; the same number for all, so that all give the same bits. */
    private static final long BLOCKS = 1024;
    /** Elements of a lane, below which a list is not cut. */
    private static final long ELEMENTS_OF_LANE = 16;

    private final Gpu gpu;

    Reductions(Gpu gpu) {
        this.gpu = gpu;
    }

    public void reduce(Reduction op, NdArray x, NdArray y) {
        if (y.numel() == 0) {
            return;
        }
        Placement to = Placement.of(y);
        Placement from = Placement.of(x);
        Loop results = Loop.over(part(from, to, from, true), part(from, to, to, true));
        Loop elements = Loop.over(part(from, to, from, false));
        Sharing sharing =
                Sharing.of(results.count(), elements.count(), elements.innermostStride(0), results.innermostStride(0));
        long chunk = chunk(sharing, results.count(), elements.count());
        long chunks = Math.max(1, (elements.count() + chunk - 1) / chunk);
        long partial = chunks == 1 ? 0 : gpu.scratch().take(chunks * results.count() * Double.BYTES);
        Launch launch = elements.put(results.put(gpu.launch(kernel(op, x))))
                .putAddress(partial)
                .putLong(chunk);
        sharing.put(launch)
                .putInt(FunctionCodes.of(op))
                .grid(sharing.blocks(results.count()), chunks, 1)
                .threads(Sharing.THREADS)
                .run();
        if (chunks > 1) {
            combine(op, x.dtype().isFloating(), results, partial, chunks);
        }
    }

    private void combine(Reduction op, boolean floating, Loop results, long partial, long chunks) {
        Sharing sharing = Sharing.of(results.count(), chunks, results.count(), 1);
        Launch launch = results.put(gpu.launch(floating ? "reduce_chunks_double" : "reduce_chunks_long"));
        sharing.put(launch.putAddress(partial).putLong(chunks))
                .putInt(FunctionCodes.of(op))
                .grid(sharing.blocks(results.count()), 1, 1)
                .threads(Sharing.THREADS)
                .run();
    }

    private static String kernel(Reduction op, NdArray x) {
        if (!x.dtype().isFloating()) {
            return "reduce_long";
        }
        if (op != Reduction.SUM) {
            return "reduce_double";
        }
        return switch (x.dtype()) {
            case FLOAT32 -> "reduce_sum_float32";
            case FLOAT16 -> "reduce_sum_float16";
            case BFLOAT16 -> "reduce_sum_bfloat16";
            default -> "reduce_double";
        };
    }

    /** Elements of a chunk of each list. */
    private static long chunk(Sharing sharing, long results, long elements) {
        long wanted = (BLOCKS + sharing.blocks(results) - 1) / sharing.blocks(results);
        long most = elements / (sharing.lanes() * ELEMENTS_OF_LANE);
        long chunks = Math.max(1, Math.min(wanted, most));
        return Math.max(1, (elements + chunks - 1) / chunks);
    }

    /** An array by those dimensions alone that stay, or by those that go, of a reduction of x to y. */
    private static Placement part(Placement x, Placement y, Placement array, boolean stays) {
        long[] sizes = new long[x.sizes().length];
        for (int d = 0; d < sizes.length; d++) {
            boolean goes = y.sizes()[d] == 1;
            sizes[d] = goes == stays ? 1 : x.sizes()[d];
        }
        return new Placement(array.array(), array.address(), sizes, array.strides());
    }

    public void argExtreme(boolean largest, int dim, NdArray x, NdArray y) {
        if (y.numel() == 0) {
            return;
        }
        Placement to = Placement.of(y);
        Lines lines = Lines.along(dim, Placement.of(x), to);
        Sharing sharing = lines.sharing();
        Launch launch = lines.starts()
                .put(gpu.launch(x.dtype().isFloating() ? "reduce_extreme_double" : "reduce_extreme_long"))
                .putLong(lines.length())
                .putLong(lines.steps()[0]);
        sharing.put(launch)
                .putInt(largest ? 1 : 0)
                .grid(sharing.blocks(lines.count()), 1, 1)
                .threads(Sharing.THREADS)
                .run();
    }
}
