package io.lockstep.engine.data.transform;

import io.lockstep.engine.random.RandomStream;
import java.util.List;

/** Applies transforms one after the other; all draw from the same stream, in this order. */
public final class Compose implements ImageTransform {
    private final ImageTransform[] transforms;

    public Compose(List<ImageTransform> transforms) {
        this.transforms = transforms.toArray(new ImageTransform[0]);
    }

    @Override
    public void apply(Image image, RandomStream random) {
        for (ImageTransform transform : transforms) {
            transform.apply(image, random);
        }
    }
}
