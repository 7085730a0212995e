package io.lockstep.cuda.kernel;

import io.lockstep.cuda.driver.Gpu;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.LarsSettings;
import io.lockstep.engine.backend.NdArray;

/**
 * Layer-wise adaptive rate scaling (lars.cu) in two kernels: the first leaves sums of squares in working memory, one for each
 * block, and the second adds them up in each of its blocks, so that the host waits for no norm.
 */
final class LayerwiseRates {
    private static final ByType SQUARES = new ByType("lars_squares");
    private static final ByType UPDATE = new ByType("lars_update");
    private static final int THREADS = 256;
    /** Elements of whose squares a block makes one sum, and how many sums there are at most. */
    private static final long ELEMENTS_OF_A_PART = 8192;

    private static final long MOST_PARTS = 512;
    /** Blocks of the update, each of which reads all sums: enough for any GPU, and few beside what they update. */
    private static final long MOST_BLOCKS = 2048;

    private final Gpu gpu;

    LayerwiseRates(Gpu gpu) {
        this.gpu = gpu;
    }

    void lars(NdArray parameters, NdArray gradients, NdArray momentumBuffer, LarsSettings settings) {
        long count = parameters.numel();
        if (count == 0) {
            return;
        }
        DType dtype = parameters.dtype();
        long at = Addresses.ofContiguous(parameters);
        long from = Addresses.ofContiguous(gradients);
        long buffer = Addresses.ofContiguous(momentumBuffer);
        long parts = settings.adaptive() ? parts(count) : 0;
        long sums = parts == 0 ? 0 : gpu.scratch().take(2 * parts * Double.BYTES);
        if (parts > 0) {
            boolean packed = Packs.areAligned(at, from);
            gpu.launch(SQUARES.of(dtype))
                    .on(parameters)
                    .on(gradients)
                    .over(parts * THREADS, THREADS)
                    .putLong(count)
                    .putAddress(at)
                    .putAddress(from)
                    .putAddress(sums)
                    .putInt(packed ? 1 : 0)
                    .putInt(0)
                    .run();
        }
        boolean packed = Packs.areAligned(at, from, buffer);
        gpu.launch(UPDATE.of(dtype))
                .on(parameters)
                .on(gradients)
                .on(momentumBuffer)
                .over(Math.min(packed ? count / Packs.width(dtype) : count, MOST_BLOCKS * THREADS), THREADS)
                .putLong(count)
                .putAddress(at)
                .putAddress(from)
                .putAddress(buffer)
                .putAddress(sums)
                .putDouble(settings.learningRate())
                .putDouble(settings.momentum())
                .putDouble(settings.weightDecay())
                .putDouble(settings.trustCoefficient())
                .putDouble(settings.epsilon())
                .putInt((int) parts)
                .putInt(packed ? 1 : 0)
                .run();
    }

    private static long parts(long count) {
        return Math.min(MOST_PARTS, (count + ELEMENTS_OF_A_PART - 1) / ELEMENTS_OF_A_PART);
    }
}
