package io.lockstep.engine.nn;

import io.lockstep.engine.backend.Window;
import io.lockstep.engine.ops.AveragePool;
import io.lockstep.engine.tensor.Tensor;

/** The mean of each channel of x [N, C, H, W] over the whole image: y [N, C, 1, 1] whatever the size of the images. */
public final class AdaptiveAvgPool2d extends Module {
    /**
     * @param outputSize height and width of the result
     * @throws IllegalArgumentException if it is not 1
     */
    public AdaptiveAvgPool2d(int outputSize) {
        if (outputSize != 1) {
            throw new IllegalArgumentException("AdaptiveAvgPool2d has results of size 1 so far, but " + outputSize
                    + " was asked for; use 1, or AveragePool with a window where the size of the images is known");
        }
    }

    @Override
    public Tensor forward(Tensor x) {
        if (x.dim() != 4) {
            throw new IllegalArgumentException("AdaptiveAvgPool2d expects [N, C, H, W] but got " + x.shape());
        }
        int height = Math.toIntExact(x.size(2));
        int width = Math.toIntExact(x.size(3));
        return AveragePool.apply(x, new Window(height, width, 1, 1, 0, 0));
    }
}
