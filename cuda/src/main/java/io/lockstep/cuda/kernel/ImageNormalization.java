package io.lockstep.cuda.kernel;

import io.lockstep.cuda.driver.Gpu;
import io.lockstep.cuda.driver.Launch;
import io.lockstep.engine.backend.NdArray;

/** Pictures of bytes to normalised images, which lie channels-last as the pictures do (images.cu). */
public final class ImageNormalization {
    private static final ByType KERNELS = new ByType("images_normalize");
    private static final int THREADS = 256;
    /** Channels of one launch; as in images.cu. */
    private static final int MOST_CHANNELS = 64;

    private static final double LARGEST_BYTE = 255;

    private final Gpu gpu;
    private final Images images;
    private final Copying copying;

    ImageNormalization(Gpu gpu, Images images, Copying copying) {
        this.gpu = gpu;
        this.images = images;
        this.copying = copying;
    }

    public void normalizeImages(NdArray pictures, float[] mean, float[] std, NdArray y) {
        if (y.numel() == 0) {
            return;
        }
        long from = dense(pictures);
        long to = images.write(y);
        int channels = Math.toIntExact(y.shape().size(1));
        for (int first = 0; first < channels; first += MOST_CHANNELS) {
            int some = Math.min(MOST_CHANNELS, channels - first);
            boolean packed = some == channels && Packs.areAligned(from, to);
            long count = y.numel() / channels * some;
            Launch launch = gpu.launch(KERNELS.of(y.dtype()))
                    .on(pictures)
                    .on(y)
                    .over(packed ? count / Packs.width(y.dtype()) : count, THREADS)
                    .putLong(count)
                    .putAddress(from)
                    .putAddress(to)
                    .putInt(channels)
                    .putInt(first)
                    .putInt(some)
                    .putInt(packed ? 1 : 0);
            for (int c = 0; c < MOST_CHANNELS; c++) {
                launch.putDouble(c < some ? 1 / (LARGEST_BYTE * std[first + c]) : 0);
            }
            for (int c = 0; c < MOST_CHANNELS; c++) {
                launch.putDouble(c < some ? -(double) mean[first + c] / std[first + c] : 0);
            }
            launch.run();
        }
        images.deliver(to, y);
    }

    private long dense(NdArray pictures) {
        Placement placement = Placement.of(pictures);
        if (placement.isContiguous()) {
            return placement.address();
        }
        long copy = gpu.scratch().take(pictures.numel() * pictures.dtype().bytes());
        copying.move(
                placement,
                new Placement(
                        pictures, copy, placement.sizes(), pictures.shape().contiguousStrides()));
        return copy;
    }
}
