package io.lockstep.cuda.kernel;

import io.lockstep.cuda.driver.Gpu;
import io.lockstep.cuda.driver.Launch;
import io.lockstep.engine.backend.FusedKernels.Normalization;
import io.lockstep.engine.backend.NdArray;
import org.jspecify.annotations.Nullable;

/** y = relu((x - mean) factor + shift + addend) of channels-last images, or some of it, in one pass (epilogue.cu). */
final class Epilogue {
    private static final ByType KERNELS = new ByType("epilogue_channels");

    private final Gpu gpu;

    Epilogue(Gpu gpu) {
        this.gpu = gpu;
    }

    /**
     * With factors and shifts that were computed before.
     *
     * @param coefficients address of mean, factor and shift, [3, C]
     */
    void run(NdArray y, Tiles tiles, long from, long to, long coefficients, boolean relu) {
        Launch launch = begin(y, tiles, from, 0, to).putAddress(coefficients).putDouble(0);
        end(launch, null, true, relu);
    }

    /**
     * @param from address of x, in channels-last order as all others
     * @param addend address, 0 for none
     * @param to address of y, may be x
     */
    void run(
            NdArray y,
            Tiles tiles,
            long from,
            long addend,
            long to,
            @Nullable Normalization normalization,
            boolean relu) {
        Launch launch = begin(y, tiles, from, addend, to)
                .putAddress(0)
                .putDouble(normalization == null ? 0 : normalization.epsilon());
        end(launch, normalization, normalization != null, relu);
    }

    private Launch begin(NdArray y, Tiles tiles, long from, long addend, long to) {
        return tiles.launch(gpu, KERNELS.of(y.dtype()), tiles.coefficientBytes(y.dtype()))
                .on(y)
                .putAddress(from)
                .putAddress(addend)
                .putAddress(to);
    }

    private static void end(Launch launch, @Nullable Normalization normalization, boolean normalized, boolean relu) {
        if (normalization == null) {
            for (int i = 0; i < 4; i++) {
                Packs.putNoLine(launch);
            }
        } else {
            Packs.putLine(launch, normalization.scale());
            Packs.putLine(launch, normalization.shift());
            Packs.putLine(launch, normalization.mean());
            Packs.putLine(launch, normalization.variance());
        }
        launch.putInt(normalized ? 1 : 0).putInt(relu ? 1 : 0).run();
    }
}
