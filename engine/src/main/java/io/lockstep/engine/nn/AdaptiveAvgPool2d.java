package io.lockstep.engine.nn;

import io.lockstep.engine.ops.AdaptiveAveragePool;
import io.lockstep.engine.tensor.Tensor;

/** Means over windows of x [N, C, H, W] that give y one size whatever the size of the images: with 1, those of each channel. */
public final class AdaptiveAvgPool2d extends Module {
    private final long height;
    private final long width;

    /** @param outputSize height and width of the result */
    public AdaptiveAvgPool2d(int outputSize) {
        this(outputSize, outputSize);
    }

    /** @throws IllegalArgumentException if a size is less than 1 */
    public AdaptiveAvgPool2d(long height, long width) {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException(
                    "AdaptiveAvgPool2d expects results of 1 or more but got " + height + "x" + width);
        }
        this.height = height;
        this.width = width;
    }

    @Override
    public Tensor forward(Tensor x) {
        return AdaptiveAveragePool.apply(x, height, width);
    }
}
