package io.lockstep.worker.training;

import io.lockstep.engine.data.transform.Compose;
import io.lockstep.engine.data.transform.ImageTransform;
import io.lockstep.engine.data.transform.RandomCrop;
import io.lockstep.engine.data.transform.RandomHorizontalFlip;
import io.lockstep.worker.config.TrainConfig;
import java.util.ArrayList;
import java.util.List;

/** The augmentation that a configuration asks for. */
final class Transforms {
    private Transforms() {}

    static ImageTransform of(TrainConfig config) {
        List<ImageTransform> transforms = new ArrayList<>();
        if (config.cropPadding() > 0) {
            transforms.add(new RandomCrop(config.cropPadding()));
        }
        if (config.hflipProb() > 0) {
            transforms.add(new RandomHorizontalFlip(config.hflipProb()));
        }
        return transforms.isEmpty() ? ImageTransform.NONE : new Compose(transforms);
    }
}
