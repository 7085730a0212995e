package io.lockstep.engine.data.transform;

import io.lockstep.engine.random.RandomStream;
import java.util.List;

/**
 * Makes of bytes [H, W, C] in 0 to 255 the floats [C, H, W] in 0 to 1 that a tensor is made of, as torchvision's
 * {@code ToTensor}; with the transforms that stand before it and after it in a {@code Compose}. All draw from one
 * stream, in order.
 */
public final class ToTensor implements SampleTransform<Image, FloatImage> {
    private static final float WHITE = 255;

    private final ImageTransform[] before;
    private final FloatTransform[] after;

    /** The conversion alone. */
    public ToTensor() {
        this(List.of(), List.of());
    }

    /**
     * @param before what is applied to the bytes
     * @param after what is applied to the floats, such as {@link Normalize}
     */
    public ToTensor(List<? extends ImageTransform> before, List<? extends FloatTransform> after) {
        this.before = before.toArray(new ImageTransform[0]);
        this.after = after.toArray(new FloatTransform[0]);
    }

    @Override
    public FloatImage apply(Image image, RandomStream random) {
        for (ImageTransform transform : before) {
            transform.apply(image, random);
        }
        FloatImage converted = convert(image);
        for (FloatTransform transform : after) {
            transform.apply(converted, random);
        }
        return converted;
    }

    private static FloatImage convert(Image image) {
        int channels = image.channels();
        FloatImage converted = new FloatImage(channels, image.height(), image.width());
        byte[] pixels = image.pixels();
        float[] values = converted.values();
        int plane = image.height() * image.width();
        for (int c = 0; c < channels; c++) {
            for (int i = 0; i < plane; i++) {
                values[c * plane + i] = (pixels[i * channels + c] & 0xFF) / WHITE;
            }
        }
        return converted;
    }
}
