package io.lockstep.engine.data.transform;

import io.lockstep.engine.random.RandomStream;

/** A transform of bytes and floats alike: it can stand before {@link ToTensor} and after. */
public interface RasterTransform extends ImageTransform, FloatTransform {
    /** Changes the image in place, or writes its spare image and swaps. */
    void change(Raster image, RandomStream random);

    @Override
    default void apply(Image image, RandomStream random) {
        change(image, random);
    }

    @Override
    default void apply(FloatImage image, RandomStream random) {
        change(image, random);
    }
}
