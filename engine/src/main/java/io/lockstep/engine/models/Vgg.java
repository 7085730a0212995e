package io.lockstep.engine.models;

import io.lockstep.engine.backend.Window;
import io.lockstep.engine.nn.AdaptiveAvgPool2d;
import io.lockstep.engine.nn.Conv2d;
import io.lockstep.engine.nn.Dropout;
import io.lockstep.engine.nn.Initialisation;
import io.lockstep.engine.nn.Linear;
import io.lockstep.engine.nn.MaxPool2d;
import io.lockstep.engine.nn.Module;
import io.lockstep.engine.nn.ReLU;
import io.lockstep.engine.nn.Sequential;
import io.lockstep.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Very deep networks of 3 x 3 convolutions (Simonyan and Zisserman 2015), with torchvision's names and initial values: five groups
 * of convolutions, each at half the size of the one before, and three linear layers.
 */
final class Vgg extends Module {
    private static final Window THREE = Window.square(3, 1, 1);
    private static final int[] WIDTHS = {64, 128, 256, 512, 512};
    private static final int POOLED = 7;

    private final Module features;
    private final Module avgpool = new AdaptiveAvgPool2d(POOLED);
    private final Module classifier;

    /** @param depths convolutions of each group */
    private Vgg(ModelSpec spec, Initialisation initial, int... depths) {
        features = addModule("features", features(spec, initial, depths));
        classifier = addModule(
                "classifier",
                new Sequential(
                        linear(initial, 512L * POOLED * POOLED, 4096),
                        new ReLU(),
                        new Dropout(0.5, 0),
                        linear(initial, 4096, 4096),
                        new ReLU(),
                        new Dropout(0.5, 1),
                        linear(initial, 4096, spec.classes())));
    }

    /** Configuration A: 7.6 billion multiplications for an image of 224 x 224. */
    static Module vgg11(ModelSpec spec, Initialisation initial) {
        return new Vgg(spec, initial, 1, 1, 2, 2, 2);
    }

    /** Configuration D: 15.5 billion multiplications for an image of 224 x 224. */
    static Module vgg16(ModelSpec spec, Initialisation initial) {
        return new Vgg(spec, initial, 2, 2, 3, 3, 3);
    }

    @Override
    public Tensor forward(Tensor x) {
        return classifier.call(avgpool.call(features.call(x)).flatten(1));
    }

    private static Module features(ModelSpec spec, Initialisation initial, int... depths) {
        List<Module> layers = new ArrayList<>();
        long channels = spec.channels();
        for (int group = 0; group < depths.length; group++) {
            for (int i = 0; i < depths[group]; i++) {
                layers.add(Conv2d.withZeroBias(initial, channels, WIDTHS[group], THREE));
                layers.add(new ReLU());
                channels = WIDTHS[group];
            }
            layers.add(new MaxPool2d(2));
        }
        return new Sequential(layers.toArray(new Module[0]));
    }

    private static Module linear(Initialisation initial, long inputs, long outputs) {
        return new Linear(initial.normal(0, 0.01, outputs, inputs), initial.constant(0, outputs));
    }
}
