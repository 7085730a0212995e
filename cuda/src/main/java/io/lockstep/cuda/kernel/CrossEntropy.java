package io.lockstep.cuda.kernel;

import io.lockstep.cuda.driver.Gpu;
import io.lockstep.cuda.driver.Launch;
import io.lockstep.cuda.driver.PinnedMemory;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;

/**
 * Cross entropy of softmax with labels (loss.cu): a warp for each row, or a block where rows are long.
 *
 * <p>Whether labels are classes only the kernel sees. A wrong one gives NaN as loss and as gradient, and the kernel writes to
 * memory of the host which one it was, so that a later call tells without waiting for the GPU.
 */
public final class CrossEntropy implements AutoCloseable {
    private static final int WARP = 32;
    private static final int ROWS_IN_BLOCK = 4;
    private static final int THREADS = 256;
    private static final int LONG_ROW = 4096;

    private final Gpu gpu;
    private final PinnedMemory wrong;
    private long classes;

    CrossEntropy(Gpu gpu) {
        this.gpu = gpu;
        wrong = gpu.pinned(Long.BYTES);
        wrong.buffer().putLong(0, 0);
    }

    /** @throws IllegalArgumentException if labels of an earlier call were no classes, as far as it has run */
    public void crossEntropy(
            NdArray logits, NdArray labels, double labelSmoothing, NdArray losses, NdArray probabilities) {
        checkLabels();
        classes = logits.shape().size(1);
        long rows = logits.shape().size(0);
        boolean inBlocks = classes > LONG_ROW;
        String kernel = (inBlocks ? "loss_blocks" : "loss_warps") + type(logits);
        Launch launch = gpu.launch(kernel)
                .grid(inBlocks ? rows : (rows + ROWS_IN_BLOCK - 1) / ROWS_IN_BLOCK, 1, 1)
                .threads(inBlocks ? THREADS : WARP * ROWS_IN_BLOCK)
                .putLong(rows)
                .putInt(Math.toIntExact(classes))
                .putInt(0)
                .putDouble(labelSmoothing);
        putMatrix(launch, logits);
        putMatrix(launch, probabilities);
        Packs.putLine(launch, labels);
        Packs.putLine(launch, losses);
        launch.putAddress(wrong.address(0)).run();
    }

    public void crossEntropyBackward(
            NdArray probabilities, NdArray labels, double labelSmoothing, NdArray dlosses, NdArray dlogits) {
        checkLabels();
        Launch launch = gpu.launch("loss_gradient" + type(dlogits))
                .putLong(probabilities.shape().size(0))
                .putInt(Math.toIntExact(probabilities.shape().size(1)))
                .putInt(0)
                .putDouble(labelSmoothing);
        putMatrix(launch, probabilities);
        putMatrix(launch, dlogits);
        Packs.putLine(launch, labels);
        Packs.putLine(launch, dlosses);
        launch.over(dlogits.numel(), THREADS).run();
    }

    /** Tells of a label that is no class, if a kernel that has run found one. */
    private void checkLabels() {
        long found = wrong.buffer().getLong(0);
        if (found != 0) {
            wrong.buffer().putLong(0, 0);
            throw new IllegalArgumentException("labels of " + classes + " classes are 0 to " + (classes - 1)
                    + ", but sample " + ((found >>> Integer.SIZE) - 1) + " of an earlier batch had " + (int) found
                    + "; check the data or the number of classes");
        }
    }

    private static void putMatrix(Launch launch, NdArray array) {
        Placement placement = Placement.of(array);
        launch.on(array)
                .putAddress(placement.address())
                .putLong(placement.strides()[0])
                .putLong(placement.strides()[1])
                .putInt(Codes.of(array.dtype()))
                .putInt(0);
    }

    private static String type(NdArray array) {
        return array.dtype() == DType.FLOAT64 ? "_double" : "_float";
    }

    /** After all kernels have run, before the GPU is closed. */
    @Override
    public void close() {
        wrong.close();
    }
}
